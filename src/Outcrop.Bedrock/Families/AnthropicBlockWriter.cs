using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>Writes Converse's content blocks as Anthropic's.</summary>
internal sealed class AnthropicBlockWriter
{
    private const string Family = "anthropic-messages";
    private readonly ICollection<DroppedParameter> _dropped;

    /// <summary>Creates a writer.</summary>
    /// <param name="dropped">Collects what Anthropic's blocks cannot hold.</param>
    public AnthropicBlockWriter(ICollection<DroppedParameter> dropped) => _dropped = dropped;

    /// <summary>Writes an array of blocks. A cache point becomes the <c>cache_control</c> of the block before it.</summary>
    public void WriteAll(Utf8JsonWriter json, IList<ContentBlock> blocks, string path)
    {
        json.WriteStartArray();
        bool written = false;
        bool onlyBlank = blocks.All(static block => block is TextBlock text && string.IsNullOrWhiteSpace(text.Text));
        for (int i = 0; i < blocks.Count; i++)
        {
            string place = $"{path}[{i}]";
            if (blocks[i] is CachePointBlock)
            {
                if (!written)
                {
                    _dropped.Add(new DroppedParameter(place + ".cachePoint", "no block that can carry it stands before it"));
                }

                continue;
            }

            // The service refuses blank texts; a message of nothing else is left to the service to refuse.
            if (!onlyBlank && blocks[i] is TextBlock text && string.IsNullOrWhiteSpace(text.Text))
            {
                continue;
            }

            CachePointBlock? cache = i + 1 < blocks.Count ? blocks[i + 1] as CachePointBlock : null;
            written = Write(json, blocks[i], cache, place);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes <c>cache_control</c> for a cache point.</summary>
    public static void WriteCacheControl(Utf8JsonWriter json, string? ttl)
    {
        json.WriteStartObject("cache_control");
        json.WriteString("type", "ephemeral");
        if (ttl is not null)
        {
            json.WriteString("ttl", ttl);
        }

        json.WriteEndObject();
    }

    /// <returns>Whether a block that can carry a cache point was written.</returns>
    private bool Write(Utf8JsonWriter json, ContentBlock block, CachePointBlock? cache, string path)
    {
        switch (block)
        {
            case TextBlock text:
                Open(json, "text");
                json.WriteString("text", text.Text);
                break;
            case CitationsBlock cited:
                _dropped.Add(new DroppedParameter(path + ".citationsContent.citations", "only the text goes back"));
                Open(json, "text");
                json.WriteString("text", cited.Text);
                break;
            case JsonBlock value:
                Open(json, "text");
                json.WriteString("text", value.Json.Utf8.Span);
                break;
            case ImageBlock image:
                WriteImage(json, image, path);
                break;
            case ToolUseBlock call:
                Open(json, call.Type == "server_tool_use" ? call.Type : "tool_use");
                json.WriteString("id", call.ToolUseId);
                json.WriteString("name", call.Name);
                ConverseJson.WriteRaw(json, "input", ToolArguments.OrEmpty(call.Input));
                break;
            case ToolResultBlock result:
                Open(json, "tool_result");
                json.WriteString("tool_use_id", result.ToolUseId);
                json.WritePropertyName("content");
                WriteAll(json, [.. result.Content], path + ".toolResult.content");
                if (result.Status == "error")
                {
                    json.WriteBoolean("is_error", true);
                }

                break;
            case ReasoningBlock reasoning:
                return WriteThinking(json, reasoning, path);
            case RedactedReasoningBlock redacted:
                Open(json, "redacted_thinking");
                json.WriteString("data", RedactedData(redacted));
                json.WriteEndObject();
                return false;
            case DocumentBlock document:
                AnthropicDocument.Write(json, document, path);
                break;
            case UnknownBlock unknown:
                throw FamilyRequest.Refuse(Family, path, unknown.Name);
            default:
                throw FamilyRequest.Refuse(Family, path, block.GetType().Name);
        }

        if (cache is not null)
        {
            WriteCacheControl(json, cache.Ttl);
        }

        json.WriteEndObject();
        return true;
    }

    /// <summary>Thoughts go back with their signature; one without is refused by the service, so it is left out and reported.</summary>
    private bool WriteThinking(Utf8JsonWriter json, ReasoningBlock reasoning, string path)
    {
        if (string.IsNullOrEmpty(reasoning.Signature))
        {
            _dropped.Add(new DroppedParameter(path + ".reasoningContent", "it has no signature"));
            return false;
        }

        Open(json, "thinking");
        json.WriteString("thinking", reasoning.Text);
        json.WriteString("signature", reasoning.Signature);
        json.WriteEndObject();
        return false;
    }

    private static void WriteImage(Utf8JsonWriter json, ImageBlock image, string path)
    {
        if (image.Source is not BytesSource bytes)
        {
            throw FamilyRequest.Refuse(Family, path + ".image.source.s3Location", "images from S3");
        }

        Open(json, "image");
        json.WriteStartObject("source");
        json.WriteString("type", "base64");
        json.WriteString("media_type", "image/" + (image.Format == "jpg" ? "jpeg" : image.Format));
        json.WritePropertyName("data");
        bytes.Data.WriteValue(json);
        json.WriteEndObject();
    }

    /// <summary>Converse's blob is the base64 of Anthropic's opaque text; what does not decode to text came from elsewhere and goes back as it is.</summary>
    private static string RedactedData(RedactedReasoningBlock redacted)
    {
        byte[] bytes = new byte[redacted.Base64.Length];
        return Convert.TryFromBase64String(redacted.Base64, bytes, out int length) && System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length))
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : redacted.Base64;
    }

    private static void Open(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
    }
}
