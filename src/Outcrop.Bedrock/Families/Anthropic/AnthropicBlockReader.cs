using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Reads Anthropic's content blocks, of requests and of answers. A block that the neutral model cannot hold is kept whole as an <see cref="UnknownBlock"/> of this dialect.</summary>
internal static class AnthropicBlockReader
{
    private const string Dialect = AnthropicRequestReader.Dialect;

    /// <summary>Reads an array of blocks. A block's <c>cache_control</c> becomes the cache point behind it.</summary>
    public static void ReadAll(JsonElement array, IList<ContentBlock> blocks, ReadOnlyMemory<byte> views)
    {
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException("A content block is no object.");
            }

            Read(item, blocks, views);
        }
    }

    /// <summary>Reads <c>cache_control</c>, if it is one that a cache point can hold.</summary>
    public static bool TryReadCacheControl(BodyReader reader, out string? ttl)
    {
        ttl = null;
        if (!reader.TryPeek("cache_control", JsonValueKind.Object, out JsonElement control))
        {
            return false;
        }

        var inner = new BodyReader(control);
        string? type = inner.TakeString("type");
        ttl = inner.TakeString("ttl");
        if (type != "ephemeral" || !inner.Rest().IsEmpty)
        {
            return false;
        }

        reader.Take("cache_control");
        return true;
    }

    private static void Read(JsonElement block, IList<ContentBlock> blocks, ReadOnlyMemory<byte> views)
    {
        var reader = new BodyReader(block);
        string type = reader.TakeString("type") ?? "";
        ContentBlock? read = type switch
        {
            "text" => ReadText(reader),
            "image" => AnthropicSources.ReadImage(reader, views),
            "document" => AnthropicSources.ReadDocument(reader, views),
            "tool_use" or "server_tool_use" => ReadCall(reader, type),
            "tool_result" => ReadResult(reader, views),
            "thinking" => reader.TakeString("thinking") is { } thought ? new ReasoningBlock(thought, reader.TakeString("signature")) : null,
            "redacted_thinking" => reader.TakeString("data") is { } data ? new RedactedReasoningBlock(AnthropicMessagesReader.ToRedactedContent(data)) : null,
            "search_result" => ReadSearchResult(reader),
            _ => null,
        };
        if (read is null)
        {
            RawJson raw = ConverseJson.Raw(block);
            blocks.Add(new UnknownBlock(type, raw) { Dialect = new DialectMembers(Dialect, raw) });
            return;
        }

        bool cached = TryReadCacheControl(reader, out string? ttl);
        blocks.Add(read with { Dialect = reader.RestOf(Dialect) });
        if (cached)
        {
            blocks.Add(new CachePointBlock(ttl));
        }
    }

    private static ContentBlock? ReadText(BodyReader reader)
    {
        if (reader.TakeString("text") is not { } text)
        {
            return null;
        }

        // Citations that are not exactly ours stay in the rest beside their neutral form, so that this dialect gets them back whole.
        if (!reader.TryPeek("citations", JsonValueKind.Array, out JsonElement citations) || citations.GetArrayLength() == 0)
        {
            return new TextBlock(text);
        }

        RawJson neutral = AnthropicCitations.ToConverse(citations, out bool exact);
        if (exact)
        {
            reader.Take("citations");
        }

        return new CitationsBlock([text], neutral);
    }

    private static ToolUseBlock? ReadCall(BodyReader reader, string type)
    {
        if (!reader.TryPeek("id", JsonValueKind.String, out _) || reader.TakeString("name") is not { } name)
        {
            return null;
        }

        // Anything but an object means that the tool was called without arguments.
        reader.Take("input");
        RawJson input = reader.TryPeek("input", JsonValueKind.Object, out JsonElement arguments) ? ConverseJson.Raw(arguments) : ToolArguments.Empty;
        return new ToolUseBlock(reader.TakeString("id")!, name, input, type == "tool_use" ? null : type);
    }

    private static ToolResultBlock? ReadResult(BodyReader reader, ReadOnlyMemory<byte> views)
    {
        if (reader.TakeString("tool_use_id") is not { } id)
        {
            return null;
        }

        var content = new List<ContentBlock>();
        string mark = WireMark.Absent;
        if (reader.TakeString("content") is { } text)
        {
            content.Add(new TextBlock(text));
            mark = WireMark.Text;
        }
        else if (reader.TryTake("content", JsonValueKind.Array, out JsonElement blocks))
        {
            ReadAll(blocks, content, views);
            mark = WireMark.Parts;
        }

        string? status = reader.TakeBoolean("is_error") is { } failed ? failed ? "error" : "success" : null;
        return new ToolResultBlock(id, content, status) { Mark = new WireMark(mark) };
    }

    private static SearchResultBlock? ReadSearchResult(BodyReader reader)
    {
        if (reader.TakeString("source") is not { } source || reader.TakeString("title") is not { } title || !reader.TryTake("content", JsonValueKind.Array, out JsonElement content))
        {
            return null;
        }

        var pieces = new List<string>(content.GetArrayLength());
        foreach (JsonElement piece in content.EnumerateArray())
        {
            if (piece.ValueKind != JsonValueKind.Object || piece.GetPropertyCount() != 2 || ConverseJson.GetString(piece, "type") != "text" || ConverseJson.GetString(piece, "text") is not { } text)
            {
                return null;
            }

            pieces.Add(text);
        }

        return new SearchResultBlock(source, title, pieces, reader.TakeSwitch("citations"));
    }
}
