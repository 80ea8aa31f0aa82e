using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>
/// Reasoning in this dialect, which has no words of its own for it. It goes out as <c>reasoning_content</c> (the thought, as most clients show it) and as
/// <c>reasoning_details</c> (every block with its proof, to be sent back as it came); it comes back by either, or by <c>thinking_blocks</c>. A thought without a
/// proof is no use to a model that signs its thoughts.
/// </summary>
internal static class ChatReasoning
{
    /// <summary>The type of an open thought.</summary>
    public const string OpenType = "reasoning.text";

    /// <summary>The type of an encrypted thought.</summary>
    public const string EncryptedType = "reasoning.encrypted";

    /// <summary>Reads what an assistant's message says of its thoughts.</summary>
    /// <param name="message">The message.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="content">Where the blocks go, before everything else the model said.</param>
    public static void Read(JsonElement message, string path, List<ContentBlock> content)
    {
        if (OpenAIJson.TryGet(message, "reasoning_details", out JsonElement details))
        {
            ReadAll(details, path + ".reasoning_details", content, ReadDetail);
        }
        else if (OpenAIJson.TryGet(message, "thinking_blocks", out JsonElement blocks))
        {
            ReadAll(blocks, path + ".thinking_blocks", content, ReadThinking);
        }
        else if ((OpenAIJson.Text(message, "reasoning_content", path) ?? TextOf(message, "reasoning")) is { Length: > 0 } thought)
        {
            content.Add(new ReasoningBlock(thought));
        }
    }

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
        foreach (ContentBlock block in content)
        {
            if (block is ReasoningBlock open)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, OpenType);
                json.WriteString("text"u8, open.Text);
                if (open.Signature is { } signature)
                {
                    json.WriteString("signature"u8, signature);
                }
            }
            else if (block is RedactedReasoningBlock encrypted)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, EncryptedType);
                json.WriteString("data"u8, encrypted.Base64);
            }
            else
            {
                continue;
            }

            json.WriteNumber("index"u8, index++);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void ReadAll(JsonElement array, string path, List<ContentBlock> content, Action<JsonElement, string, List<ContentBlock>> read)
    {
        int index = 0;
        foreach (JsonElement item in OpenAIJson.Items(array, path))
        {
            string at = $"{path}[{index++}]";
            read(OpenAIJson.Object(item, at), at, content);
        }
    }

    /// <summary>Streamed details come in pieces, and many clients send the pieces back: those of one index are one thought.</summary>
    private static void ReadDetail(JsonElement detail, string path, List<ContentBlock> content)
    {
        switch (OpenAIJson.RequiredText(detail, "type", path))
        {
            case EncryptedType:
                content.Add(new RedactedReasoningBlock(OpenAIJson.RequiredText(detail, "data", path)));
                break;
            case OpenType or "reasoning.summary":
                string text = OpenAIJson.Text(detail, "text", path) ?? OpenAIJson.Text(detail, "summary", path) ?? "";
                string? signature = OpenAIJson.Text(detail, "signature", path);
                if (content.Count > 0 && content[^1] is ReasoningBlock { Signature: null } open)
                {
                    content[^1] = new ReasoningBlock(open.Text + text, signature);
                }
                else
                {
                    content.Add(new ReasoningBlock(text, signature));
                }

                break;
            default:
                throw OpenAIJson.Wrong(path + ".type", $"must be {OpenType} or {EncryptedType}");
        }
    }

    private static void ReadThinking(JsonElement block, string path, List<ContentBlock> content)
    {
        switch (OpenAIJson.RequiredText(block, "type", path))
        {
            case "thinking":
                content.Add(new ReasoningBlock(OpenAIJson.Text(block, "thinking", path) ?? "", OpenAIJson.Text(block, "signature", path)));
                break;
            case "redacted_thinking":
                content.Add(new RedactedReasoningBlock(OpenAIJson.RequiredText(block, "data", path)));
                break;
            default:
                throw OpenAIJson.Wrong(path + ".type", "must be thinking or redacted_thinking");
        }
    }

    private static string? TextOf(JsonElement message, string name) => message.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
