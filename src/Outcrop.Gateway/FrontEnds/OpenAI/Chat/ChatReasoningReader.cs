using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>
/// Takes back what an assistant's message says of its thoughts: <c>reasoning_details</c> as the gateway gave them, whole or in the pieces they were streamed in; else
/// <c>thinking_blocks</c>, as other gateways give them; else the bare text of <c>reasoning_content</c> or <c>reasoning</c>.
/// </summary>
internal sealed class ChatReasoningReader
{
    private readonly List<(ContentBlock Block, int Follows)> _thoughts = [];
    private int? _index;

    /// <summary>Reads the thoughts of a message and puts them where they belong among its other blocks.</summary>
    /// <param name="message">The message.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="content">What else the message holds: its text, then its calls.</param>
    public static void Insert(JsonElement message, string path, List<ContentBlock> content)
    {
        var reader = new ChatReasoningReader();
        reader.Read(message, path);
        if (reader._thoughts.Count > 0)
        {
            reader.Insert(content);
        }
    }

    private void Read(JsonElement message, string path)
    {
        if (OpenAIJson.TryGet(message, "reasoning_details", out JsonElement details))
        {
            int index = 0;
            foreach (JsonElement detail in OpenAIJson.Items(details, path + ".reasoning_details"))
            {
                string at = $"{path}.reasoning_details[{index++}]";
                ReadDetail(OpenAIJson.Object(detail, at), at);
            }
        }
        else if (OpenAIJson.TryGet(message, "thinking_blocks", out JsonElement blocks))
        {
            int index = 0;
            foreach (JsonElement block in OpenAIJson.Items(blocks, path + ".thinking_blocks"))
            {
                string at = $"{path}.thinking_blocks[{index++}]";
                _thoughts.Add((ReadThinking(OpenAIJson.Object(block, at), at), 0));
            }
        }
        else if ((OpenAIJson.Text(message, "reasoning_content", path) ?? TextOf(message, "reasoning")) is { Length: > 0 } thought)
        {
            _thoughts.Add((new ReasoningBlock(thought), 0));
        }
    }

    private void ReadDetail(JsonElement detail, string path)
    {
        int? index = OpenAIJson.Count(detail, "index", least: 0);
        int? follows = OpenAIJson.Count(detail, ChatReasoning.Follows, least: 0);
        bool goesOn = _thoughts.Count > 0 && index == _index;
        _index = index;
        switch (OpenAIJson.RequiredText(detail, "type", path))
        {
            case ChatReasoning.EncryptedType:
                string data = OpenAIJson.RequiredText(detail, "data", path);
                if (goesOn && index is not null && _thoughts[^1].Block is RedactedReasoningBlock begun)
                {
                    Replace(new RedactedReasoningBlock(begun.Base64 + data), follows);
                }
                else
                {
                    _thoughts.Add((new RedactedReasoningBlock(data), follows ?? 0));
                }

                break;
            case ChatReasoning.OpenType or "reasoning.summary":
                string text = OpenAIJson.Text(detail, "text", path) ?? OpenAIJson.Text(detail, "summary", path) ?? "";
                string? signature = OpenAIJson.Text(detail, "signature", path);

                // Pieces of one index are one thought; without an index a thought ends with its signature.
                if (goesOn && _thoughts[^1].Block is ReasoningBlock open && (index is not null || open.Signature is null))
                {
                    Replace(new ReasoningBlock(open.Text + text, signature is null ? open.Signature : open.Signature + signature), follows);
                }
                else
                {
                    _thoughts.Add((new ReasoningBlock(text, signature), follows ?? 0));
                }

                break;
            default:
                throw OpenAIJson.Wrong(path + ".type", $"must be {ChatReasoning.OpenType} or {ChatReasoning.EncryptedType}");
        }
    }

    private void Replace(ContentBlock block, int? follows) => _thoughts[^1] = (block, follows ?? _thoughts[^1].Follows);

    private static ContentBlock ReadThinking(JsonElement block, string path) => OpenAIJson.RequiredText(block, "type", path) switch
    {
        "thinking" => new ReasoningBlock(OpenAIJson.Text(block, "thinking", path) ?? "", OpenAIJson.Text(block, "signature", path)),
        "redacted_thinking" => new RedactedReasoningBlock(OpenAIJson.RequiredText(block, "data", path)),
        _ => throw OpenAIJson.Wrong(path + ".type", "must be thinking or redacted_thinking"),
    };

    /// <summary>The message's text counts as one part, in however many blocks it came back; each call as one.</summary>
    private void Insert(List<ContentBlock> content)
    {
        List<ContentBlock> rest = [.. content];
        content.Clear();
        int next = 0;
        int parts = 0;
        bool inText = false;
        foreach (ContentBlock block in rest)
        {
            bool begins = block is ToolUseBlock || !inText;
            for (; begins && next < _thoughts.Count && _thoughts[next].Follows <= parts; next++)
            {
                content.Add(_thoughts[next].Block);
            }

            parts += begins ? 1 : 0;
            inText = block is not ToolUseBlock;
            content.Add(block);
        }

        for (; next < _thoughts.Count; next++)
        {
            content.Add(_thoughts[next].Block);
        }
    }

    private static string? TextOf(JsonElement message, string name) => message.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
