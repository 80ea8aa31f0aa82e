using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Reads Converse's <c>ContentBlock</c> union. What it does not know, or what is not shaped as modelled, is kept whole as an <see cref="UnknownBlock"/>.</summary>
internal static class ContentBlockReader
{
    /// <summary>Reads an array of blocks.</summary>
    public static List<ContentBlock> ReadAll(JsonElement array)
    {
        var blocks = new List<ContentBlock>(array.GetArrayLength());
        foreach (JsonElement block in array.EnumerateArray())
        {
            blocks.Add(Read(block));
        }

        return blocks;
    }

    /// <summary>Reads one block.</summary>
    /// <exception cref="JsonException">The block is an empty object.</exception>
    public static ContentBlock Read(JsonElement block)
    {
        (string name, JsonElement value) = Member(block);
        return name switch
        {
            "text" when value.ValueKind == JsonValueKind.String => new TextBlock(value.GetString()!),
            "json" => new JsonBlock(ConverseJson.Raw(value)),
            "image" => ReadImage(value),
            "toolUse" => ReadToolUse(value),
            "toolResult" => ReadToolResult(value),
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

    private static ImageBlock? ReadImage(JsonElement value)
    {
        if (!value.TryGetProperty("source", out JsonElement source) || ConverseJson.GetString(value, "format") is not { } format)
        {
            return null;
        }

        RawJson rest = ConverseJson.Rest(value, "format", "source");
        if (source.TryGetProperty("bytes", out JsonElement bytes))
        {
            return new ImageBlock(format, bytes.GetBytesFromBase64()) { Additional = rest };
        }

        return source.TryGetProperty("s3Location", out JsonElement place) && ConverseJson.GetString(place, "uri") is { } uri
            ? new ImageBlock(format, default, uri, ConverseJson.GetString(place, "bucketOwner")) { Additional = rest }
            : null;
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

    private static ToolResultBlock? ReadToolResult(JsonElement value) =>
        ConverseJson.GetString(value, "toolUseId") is { } id && value.TryGetProperty("content", out JsonElement content)
            ? new ToolResultBlock(id, ReadAll(content), ConverseJson.GetString(value, "status"), ConverseJson.GetString(value, "type"))
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
