using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation;

/// <summary>The conversation fits into the model's context; each family has words of its own where it does not.</summary>
internal static class ContextRule
{
    /// <returns>The refusal; <see langword="null"/> where the conversation fits.</returns>
    public static string? Check(Prompt prompt, ModelLine line)
    {
        if (line.ContextTokens == 0)
        {
            return null;
        }

        if (prompt.InputTokens <= line.ContextTokens)
        {
            return line.Family == "anthropic" && line.FieldErrors && prompt.MaxTokens is { } most && (long)prompt.InputTokens + most > line.ContextTokens
                ? Format($"input length and `max_tokens` exceed context limit: {prompt.InputTokens} + {most} > {line.ContextTokens}, decrease input length or `max_tokens` and try again")
                : null;
        }

        return line.Family switch
        {
            "anthropic" => "Input is too long for requested model.",
            "nova" => "Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.",
            "titan-text" => Format($"Too many input tokens. Max input tokens: {line.ContextTokens}, request input token count: {prompt.InputTokens}"),
            _ => Format($"This model's maximum context length is {line.ContextTokens} tokens. Please reduce the length of the prompt"),
        };
    }
}
