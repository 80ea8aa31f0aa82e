using Outcrop.Emulator.Catalog;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>The beginning of an answer may be put into the model's mouth: without white space at its end, and by newer models not at all.</summary>
internal static class PrefillRule
{
    public static string? Check(ClaudeRequest request, ModelLine line)
    {
        if (request.Turns is not [.., { Role: "assistant" } last])
        {
            return null;
        }

        return line.PrefillRefused ? "This model does not support assistant message prefill. The conversation must end with a user message."
            : last.Blocks is [.., { Kind: "text", Text: { Length: > 0 } text }] && char.IsWhiteSpace(text[^1]) ? "messages: final assistant content cannot end with trailing whitespace"
            : null;
    }
}
