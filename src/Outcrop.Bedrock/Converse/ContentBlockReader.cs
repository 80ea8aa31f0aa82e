using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Reads Converse's <c>ContentBlock</c> union. What it does not know, or what is not shaped as modelled, is kept whole as an <see cref="UnknownBlock"/>.</summary>
internal static class ContentBlockReader
{
    /// <summary>Reads an array of blocks.</summary>
    /// <param name="array">The array.</param>
    /// <param name="views">The document's memory, when the caller keeps it as long as the blocks; files are then views over it. Else they are copied.</param>
    public static List<ContentBlock> ReadAll(JsonElement array, ReadOnlyMemory<byte> views = default)
    {
        var blocks = new List<ContentBlock>(array.GetArrayLength());
        foreach (JsonElement block in array.EnumerateArray())
        {
            blocks.Add(Read(block, views));
        }

        return blocks;
    }

    /// <summary>Reads one block.</summary>
    /// <exception cref="JsonException">The block is an empty object.</exception>
    /// <param name="block">The union's object.</param>
    /// <param name="views">The document's memory, when the caller keeps it as long as the block.</param>
    public static ContentBlock Read(JsonElement block, ReadOnlyMemory<byte> views = default)
    {
        (string name, JsonElement value) = Member(block);
        return name switch
        {
            "text" when value.ValueKind == JsonValueKind.String => new TextBlock(value.GetString()!),
            "json" => new JsonBlock(ConverseJson.Raw(value)),
            "image" => MediaSourceReader.ReadImage(value, views),
            "document" => MediaSourceReader.ReadDocument(value, views),
            "video" => MediaSourceReader.ReadVideo(value, views),
            "audio" => MediaSourceReader.ReadAudio(value, views),
            "cachePoint" => ReadCachePoint(value),
            "guardContent" => ReadGuardContent(value, views),
            "searchResult" => ReadSearchResult(value),
            "toolUse" => ReadToolUse(value),
            "toolResult" => ReadToolResult(value, views),
            "reasoningContent" => ReadReasoning(value),
            "citationsContent" => ReadCitations(value),
            _ => null,
        } ?? new UnknownBlock(name, ConverseJson.Raw(value));
    }

    /// <summary>The union's member. A second member would be against the API's model; a text is then preferred, so that no answer loses its words.</summary>
    private static (string Name, JsonElement Value) Member(JsonElement block)
    {
        if (block.TryGetProperty("text", out JsonElement text))
        {
            return ("text", text);
        }

        foreach (JsonProperty member in block.EnumerateObject())
        {
            return (member.Name, member.Value);
        }

        throw new JsonException("A content block has no member.");
    }

    /// <summary>A cache point; one of another type than <c>default</c> is none that this version knows.</summary>
    public static CachePointBlock? ReadCachePoint(JsonElement value)
    {
        if (ConverseJson.GetString(value, "type") != "default")
        {
            return null;
        }

        string? ttl = ConverseJson.GetString(value, "ttl");
        return new CachePointBlock(ttl) { Additional = ConverseJson.Rest(value, "type", ttl is null ? "" : "ttl") };
    }

    private static GuardContentBlock? ReadGuardContent(JsonElement value, ReadOnlyMemory<byte> views)
    {
        if (value.TryGetProperty("image", out JsonElement image) && value.GetPropertyCount() == 1)
        {
            return MediaSourceReader.ReadImage(image, views) is { } guarded ? new GuardContentBlock(guarded, []) : null;
        }

        if (!value.TryGetProperty("text", out JsonElement text) || value.GetPropertyCount() != 1 || ConverseJson.GetString(text, "text") is not { } words)
        {
            return null;
        }

        bool qualified = text.TryGetProperty("qualifiers", out JsonElement qualifiers) && qualifiers.ValueKind == JsonValueKind.Array && qualifiers.GetArrayLength() > 0;
        return new GuardContentBlock(new TextBlock(words), qualified ? ReadStrings(qualifiers) : []) { Additional = ConverseJson.Rest(text, "text", qualified ? "qualifiers" : "") };
    }

    private static SearchResultBlock? ReadSearchResult(JsonElement value)
    {
        if (ConverseJson.GetString(value, "source") is not { } source || ConverseJson.GetString(value, "title") is not { } title
            || !value.TryGetProperty("content", out JsonElement content) || !MediaSourceReader.TryReadSwitch(value, "citations", out bool? citations))
        {
            return null;
        }

        var pieces = new List<string>(content.GetArrayLength());
        foreach (JsonElement piece in content.EnumerateArray())
        {
            if (piece.GetPropertyCount() != 1 || ConverseJson.GetString(piece, "text") is not { } text)
            {
                return null;
            }

            pieces.Add(text);
        }

        return new SearchResultBlock(source, title, pieces, citations) { Additional = ConverseJson.Rest(value, "source", "title", "content", citations is null ? "" : "citations") };
    }

    private static List<string> ReadStrings(JsonElement array)
    {
        var strings = new List<string>(array.GetArrayLength());
        foreach (JsonElement item in array.EnumerateArray())
        {
            strings.Add(item.GetString() ?? throw new JsonException("A string was expected."));
        }

        return strings;
    }

    private static ToolUseBlock? ReadToolUse(JsonElement value) =>
        ConverseJson.GetString(value, "toolUseId") is { } id && ConverseJson.GetString(value, "name") is { } name
            ? new ToolUseBlock(id, name, Arguments(value), ConverseJson.GetString(value, "type")) { Additional = ConverseJson.Rest(value, "toolUseId", "name", "input", "type") }
            : null;

    /// <summary>A tool without arguments comes with <c>""</c>, <c>null</c> or no input at all; all of them mean the empty object.</summary>
    private static RawJson Arguments(JsonElement value)
    {
        bool absent = !value.TryGetProperty("input", out JsonElement input)
            || input.ValueKind == JsonValueKind.Null
            || (input.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(input.GetString()));
        return absent ? ToolArguments.Empty : ConverseJson.Raw(input);
    }

    private static ToolResultBlock? ReadToolResult(JsonElement value, ReadOnlyMemory<byte> views) =>
        ConverseJson.GetString(value, "toolUseId") is { } id && value.TryGetProperty("content", out JsonElement content)
            ? new ToolResultBlock(id, ReadAll(content, views), ConverseJson.GetString(value, "status"), ConverseJson.GetString(value, "type"))
            {
                Additional = ConverseJson.Rest(value, "toolUseId", "content", "status", "type"),
            }
            : null;

    private static ContentBlock? ReadReasoning(JsonElement value)
    {
        if (ConverseJson.GetString(value, "redactedContent") is { } redacted)
        {
            return new RedactedReasoningBlock(redacted) { Additional = ConverseJson.Rest(value, "redactedContent") };
        }

        return value.TryGetProperty("reasoningText", out JsonElement reasoning)
            ? new ReasoningBlock(ConverseJson.GetString(reasoning, "text") ?? "", ConverseJson.GetString(reasoning, "signature")) { Additional = ConverseJson.Rest(reasoning, "text", "signature") }
            : null;
    }

    private static CitationsBlock? ReadCitations(JsonElement value)
    {
        if (!value.TryGetProperty("content", out JsonElement content) || !value.TryGetProperty("citations", out JsonElement citations))
        {
            return null;
        }

        var pieces = new List<string>(content.GetArrayLength());
        foreach (JsonElement piece in content.EnumerateArray())
        {
            pieces.Add(piece.GetProperty("text").GetString() ?? "");
        }

        return new CitationsBlock(pieces, ConverseJson.Raw(citations)) { Additional = ConverseJson.Rest(value, "content", "citations") };
    }
}
