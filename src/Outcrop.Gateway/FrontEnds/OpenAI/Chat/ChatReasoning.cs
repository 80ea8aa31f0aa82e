using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>
/// Reasoning in this dialect, which has no words of its own for it. It goes out as <c>reasoning_content</c> (the thought, as most clients show it) and as
/// <c>reasoning_details</c> (every block with its proof, to be sent back as it came); <see cref="ChatReasoningReader"/> takes it back. A thought without a
/// proof is no use to a model that signs its thoughts.
/// </summary>
internal static class ChatReasoning
{
    /// <summary>The type of an open thought.</summary>
    public const string OpenType = "reasoning.text";

    /// <summary>The type of an encrypted thought.</summary>
    public const string EncryptedType = "reasoning.encrypted";

    /// <summary>
    /// The member of a detail that tells a thought which was not the first thing the model did: how many of the message's other parts (its text, and each of its calls) came
    /// before. The message itself has no order between them, and a signed turn must go back in its own.
    /// </summary>
    public const string Follows = "follows";

    /// <summary>Writes the blocks of a whole answer.</summary>
    /// <param name="json">The message that is open.</param>
    /// <param name="content">What the model said.</param>
    public static void Write(Utf8JsonWriter json, IList<ContentBlock> content)
    {
        bool any = false;
        var thought = new System.Text.StringBuilder();
        foreach (ContentBlock block in content)
        {
            any |= block is ReasoningBlock or RedactedReasoningBlock;
            thought.Append((block as ReasoningBlock)?.Text);
        }

        if (!any)
        {
            return;
        }

        json.WriteString("reasoning_content"u8, thought.ToString());
        json.WriteStartArray("reasoning_details"u8);
        int index = 0;
        bool text = false;
        int calls = 0;
        foreach (ContentBlock block in content)
        {
            switch (block)
            {
                case ReasoningBlock open:
                    json.WriteStartObject();
                    json.WriteString("type"u8, OpenType);
                    json.WriteString("text"u8, open.Text);
                    if (open.Signature is { } signature)
                    {
                        json.WriteString("signature"u8, signature);
                    }

                    break;
                case RedactedReasoningBlock encrypted:
                    json.WriteStartObject();
                    json.WriteString("type"u8, EncryptedType);
                    json.WriteString("data"u8, encrypted.Base64);
                    break;
                default:
                    text |= block is TextBlock or CitationsBlock;
                    calls += block is ToolUseBlock { Type: not "server_tool_use" } ? 1 : 0;
                    continue;
            }

            json.WriteNumber("index"u8, index++);
            if (text || calls > 0)
            {
                json.WriteNumber(Follows, (text ? 1 : 0) + calls);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
