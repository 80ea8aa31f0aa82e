using System.Text.Json;
using Outcrop.Emulator.Answers;

namespace Outcrop.Emulator.Personas;

/// <summary>What a content block delta holds, in Converse's words, which are Nova's as well.</summary>
/// <param name="Wrapper">The member that wraps it, if any.</param>
/// <param name="Member">The member.</param>
/// <param name="Value">Its text.</param>
internal readonly record struct ConverseDelta(string? Wrapper, string Member, string Value)
{
    /// <summary>A citation in place of a text.</summary>
    public Citation? Citation { get; init; }

    /// <summary>The deltas of a block, in order.</summary>
    public static IEnumerable<ConverseDelta> Of(AnswerBlock block)
    {
        switch (block)
        {
            case TextAnswer text:
                if (text.Citation is not null)
                {
                    // It comes before the text it covers.
                    yield return new ConverseDelta(null, "citation", "") { Citation = text.Citation };
                }

                foreach (string token in text.Tokens)
                {
                    yield return new ConverseDelta(null, "text", token);
                }

                break;
            case ReasoningAnswer reasoning:
                foreach (string token in reasoning.Tokens)
                {
                    yield return new ConverseDelta("reasoningContent", "text", token);
                }

                yield return new ConverseDelta("reasoningContent", "signature", reasoning.Signature);
                break;
            case RedactedAnswer redacted:
                yield return new ConverseDelta("reasoningContent", "redactedContent", redacted.Base64);
                break;
            case ToolAnswer tool:
                foreach (string fragment in tool.InputJson is "{}" ? [""] : AnthropicStream.Fragments(tool.InputJson))
                {
                    yield return new ConverseDelta("toolUse", "input", fragment);
                }

                break;
            default:
                throw new InvalidOperationException($"Converse has no block {block.GetType().Name}.");
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        if (Wrapper is not null)
        {
            json.WriteStartObject(Wrapper);
        }

        if (Citation is not null)
        {
            json.WritePropertyName(Member);
            CitationWriter.WriteConverse(json, Citation);
        }
        else
        {
            json.WriteString(Member, Value);
        }

        if (Wrapper is not null)
        {
            json.WriteEndObject();
        }
    }
}
