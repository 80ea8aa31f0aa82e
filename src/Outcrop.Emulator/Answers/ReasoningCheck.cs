using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Hosting;
using static Outcrop.Emulator.Answers.JsonMembers;

namespace Outcrop.Emulator.Answers;

/// <summary>Checks that reasoning in a conversation's history is what the model said. Claude refuses any other, in the words of Anthropic's API.</summary>
internal static class ReasoningCheck
{
    /// <exception cref="AwsErrorException">Some reasoning was changed.</exception>
    public static void Verify(JsonElement body, bool converse)
    {
        int message = 0;
        foreach (JsonElement item in Items(Member(body, "messages")))
        {
            int place = 0;
            foreach (JsonElement block in Items(Member(item, "content")))
            {
                if (Fault(block) is { } fault)
                {
                    string text = string.Create(CultureInfo.InvariantCulture, $"messages.{message}.content.{place}: {fault}");
                    throw new AwsErrorException(AwsError.Validation(converse ? "The model returned the following errors: " + text : text));
                }

                place++;
            }

            message++;
        }
    }

    private static string? Fault(JsonElement block)
    {
        if (Member(block, "reasoningContent") is { } reasoning)
        {
            if (Member(reasoning, "redactedContent") is { ValueKind: JsonValueKind.String } blob)
            {
                // Converse has the model's text as a blob: base64 of it.
                return blob.TryGetBytesFromBase64(out byte[]? bytes) && ReasoningSignature.IsWhole(Encoding.UTF8.GetString(bytes)) ? null : Redacted;
            }

            return Member(reasoning, "reasoningText") is { } inner ? OfText(Text(inner, "text"), Text(inner, "signature")) : null;
        }

        return Text(block, "type") switch
        {
            "thinking" => OfText(Text(block, "thinking"), Text(block, "signature")),
            "redacted_thinking" => ReasoningSignature.IsWhole(Text(block, "data") ?? "") ? null : Redacted,
            _ => null,
        };
    }

    private const string Redacted = "Invalid `data` in `redacted_thinking` block";

    /// <summary>What was never signed says so by its missing signature; the model leaves it out of what it looks at.</summary>
    private static string? OfText(string? text, string? signature) =>
        signature is null || ReasoningSignature.Fits(text ?? "", signature) ? null : "Invalid `signature` in `thinking` block";
}
