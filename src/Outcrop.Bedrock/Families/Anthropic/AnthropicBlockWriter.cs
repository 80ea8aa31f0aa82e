using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Writes Converse's content blocks as Anthropic's.</summary>
internal sealed class AnthropicBlockWriter
{
    private const string Dialect = AnthropicRequestReader.Dialect;
    private readonly ICollection<DroppedParameter> _dropped;

    /// <summary>Creates a writer.</summary>
    /// <param name="dropped">Collects what Anthropic's blocks cannot hold.</param>
    public AnthropicBlockWriter(ICollection<DroppedParameter> dropped) => _dropped = dropped;

    /// <summary>Writes an array of blocks. A cache point becomes the <c>cache_control</c> of the block before it.</summary>
    public void WriteAll(Utf8JsonWriter json, IList<ContentBlock> blocks, string path)
    {
        json.WriteStartArray();
        bool written = false;
        for (int i = 0; i < blocks.Count; i++)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (blocks[i] is CachePointBlock)
            {
                if (!written)
                {
                    _dropped.Add(new DroppedParameter(place + ".cachePoint", "no block that can carry it stands before it"));
                }

                written = false;
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
                WriteCited(json, cited, path);
                break;
            case JsonBlock value:
                Open(json, "text");
                json.WriteString("text", value.Json.Utf8.Span);
                break;
            case ImageBlock image:
                AnthropicSourceWriter.WriteImage(json, image, path);
                break;
            case ToolUseBlock call:
                Open(json, call.Type == "server_tool_use" ? call.Type : "tool_use");
                json.WriteString("id", call.ToolUseId);
                json.WriteString("name", call.Name);
                ConverseJson.WriteRaw(json, "input", ToolArguments.OrEmpty(call.Input));
                break;
            case ToolResultBlock result:
                WriteResult(json, result, path);
                break;
            case ReasoningBlock reasoning when string.IsNullOrEmpty(reasoning.Signature):
                // The service refuses a thought without its signature.
                _dropped.Add(new DroppedParameter(path + ".reasoningContent", "it has no signature"));
                return false;
            case ReasoningBlock reasoning:
                Open(json, "thinking");
                json.WriteString("thinking", reasoning.Text);
                json.WriteString("signature", reasoning.Signature);
                break;
            case RedactedReasoningBlock redacted:
                Open(json, "redacted_thinking");
                json.WriteString("data", RedactedData(redacted));
                break;
            case DocumentBlock document:
                AnthropicSourceWriter.WriteDocument(json, document, path);
                break;
            case SearchResultBlock found:
                WriteSearchResult(json, found);
                break;
            case UnknownBlock unknown:
                WriteUnknown(json, unknown, path);
                break;
            default:
                throw FamilyRequest.Refuse(Dialect, path, block.GetType().Name);
        }

        bool carries = block is not ReasoningBlock and not RedactedReasoningBlock;
        if (block is not UnknownBlock)
        {
            ConverseJson.WriteMembers(json, block.Dialect.Of(Dialect));
        }

        if (cache is not null && carries)
        {
            WriteCacheControl(json, cache.Ttl);
        }

        json.WriteEndObject();
        return carries;
    }

    private void WriteCited(Utf8JsonWriter json, CitationsBlock cited, string path)
    {
        Open(json, "text");
        json.WriteString("text", cited.Text);
        if (!BodyWriter.Holds(cited.Dialect.Of(Dialect), "citations"))
        {
            json.WritePropertyName("citations");
            AnthropicCitations.WriteAll(json, cited.Citations, path + ".citationsContent.citations", _dropped);
        }
    }

    private void WriteResult(Utf8JsonWriter json, ToolResultBlock result, string path)
    {
        Open(json, "tool_result");
        json.WriteString("tool_use_id", result.ToolUseId);
        if (result.Mark.Is(WireMark.Text) && result.Content is [TextBlock { Dialect.IsEmpty: true } only])
        {
            json.WriteString("content", only.Text);
        }
        else if (!result.Mark.Is(WireMark.Absent) || result.Content.Count > 0)
        {
            json.WritePropertyName("content");
            WriteAll(json, [.. result.Content], path + ".toolResult.content");
        }

        switch (result.Status)
        {
            case "error":
                json.WriteBoolean("is_error", true);
                break;
            case "success":
                json.WriteBoolean("is_error", false);
                break;
            case { } other:
                _dropped.Add(new DroppedParameter(path + ".toolResult.status", $"the dialect has no status {other}"));
                break;
            default:
                break;
        }

        if (result.Type is not null)
        {
            _dropped.Add(new DroppedParameter(path + ".toolResult.type", "the dialect has no such member"));
        }
    }

    private static void WriteSearchResult(Utf8JsonWriter json, SearchResultBlock found)
    {
        Open(json, "search_result");
        json.WriteString("source", found.Source);
        json.WriteString("title", found.Title);
        json.WriteStartArray("content");
        foreach (string piece in found.Content)
        {
            Open(json, "text");
            json.WriteString("text", piece);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (found.Citations is { } citations)
        {
            AnthropicSourceWriter.WriteSwitch(json, citations);
        }
    }

    /// <summary>A block that was read whole from this dialect, in a request, an answer or a stream, goes back whole: it says itself of what type it is.</summary>
    private static void WriteUnknown(Utf8JsonWriter json, UnknownBlock unknown, string path)
    {
        using JsonDocument document = JsonDocument.Parse(unknown.Value.Utf8, ConverseJson.DocumentOptions);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String
            || !type.ValueEquals(unknown.Name) || (unknown.Dialect.Dialect is { } dialect && dialect != Dialect))
        {
            throw FamilyRequest.Refuse(Dialect, path, unknown.Name);
        }

        json.WriteStartObject();
        ConverseJson.WriteMembers(json, unknown.Value);
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
