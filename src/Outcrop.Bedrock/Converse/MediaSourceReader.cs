using System.Runtime.InteropServices;
using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Reads the blocks that carry files, and where the files are. What is not shaped as modelled gives <see langword="null"/>, so that the caller keeps it whole.</summary>
internal static class MediaSourceReader
{
    /// <summary>An image block.</summary>
    public static ImageBlock? ReadImage(JsonElement value, ReadOnlyMemory<byte> views) =>
        Read(value, views) is { } source && ConverseJson.GetString(value, "format") is { } format ? new ImageBlock(format, source) { Additional = ConverseJson.Rest(value, "format", "source") } : null;

    /// <summary>A video block.</summary>
    public static VideoBlock? ReadVideo(JsonElement value, ReadOnlyMemory<byte> views) =>
        Read(value, views) is { } source && ConverseJson.GetString(value, "format") is { } format ? new VideoBlock(format, source) { Additional = ConverseJson.Rest(value, "format", "source") } : null;

    /// <summary>An audio block.</summary>
    public static AudioBlock? ReadAudio(JsonElement value, ReadOnlyMemory<byte> views) =>
        Read(value, views) is { } source && ConverseJson.GetString(value, "format") is { } format ? new AudioBlock(format, source) { Additional = ConverseJson.Rest(value, "format", "source") } : null;

    /// <summary>A document block.</summary>
    public static DocumentBlock? ReadDocument(JsonElement value, ReadOnlyMemory<byte> views)
    {
        if (Read(value, views) is not { } source || ConverseJson.GetString(value, "name") is not { } name || !TryReadSwitch(value, "citations", out bool? citations))
        {
            return null;
        }

        string? format = ConverseJson.GetString(value, "format");
        string? context = ConverseJson.GetString(value, "context");
        return new DocumentBlock(name, format, source, context, citations)
        {
            Additional = ConverseJson.Rest(value, "name", "source", format is null ? "" : "format", context is null ? "" : "context", citations is null ? "" : "citations"),
        };
    }

    /// <summary>Reads a switch such as <c>{"enabled":true}</c>.</summary>
    /// <returns>Whether it is absent or nothing else than a switch.</returns>
    public static bool TryReadSwitch(JsonElement value, string name, out bool? enabled)
    {
        enabled = null;
        if (!value.TryGetProperty(name, out JsonElement member))
        {
            return true;
        }

        if (member.ValueKind != JsonValueKind.Object || member.GetPropertyCount() != 1 || !member.TryGetProperty("enabled", out JsonElement flag) || flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return false;
        }

        enabled = flag.GetBoolean();
        return true;
    }

    private static MediaSource? Read(JsonElement block, ReadOnlyMemory<byte> views)
    {
        if (block.ValueKind != JsonValueKind.Object || !block.TryGetProperty("source", out JsonElement source) || source.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (JsonProperty member in source.EnumerateObject())
        {
            return member.Name switch
            {
                "bytes" when member.Value.ValueKind == JsonValueKind.String => new BytesSource(ReadBlob(member.Value, views)) { Additional = ConverseJson.Rest(source, "bytes") },
                "text" when member.Value.ValueKind == JsonValueKind.String => new TextSource(member.Value.GetString()!) { Additional = ConverseJson.Rest(source, "text") },
                "content" when member.Value.ValueKind == JsonValueKind.Array => new ContentSource(ContentBlockReader.ReadAll(member.Value, views)) { Additional = ConverseJson.Rest(source, "content") },
                "s3Location" when ReadPlace(member.Value) is { } place => place with { Additional = ConverseJson.Rest(source, "s3Location") },
                _ => null,
            };
        }

        return null;
    }

    private static S3Source? ReadPlace(JsonElement value)
    {
        string? uri = ConverseJson.GetString(value, "uri");
        string? owner = ConverseJson.GetString(value, "bucketOwner");
        return uri is not null && value.GetPropertyCount() == (owner is null ? 1 : 2) ? new S3Source(uri, owner) : null;
    }

    /// <summary>The base64 text as it stands, as a view where the caller keeps the document; text with escapes in it is decoded.</summary>
    public static Blob ReadBlob(JsonElement value, ReadOnlyMemory<byte> views)
    {
        ReadOnlySpan<byte> text = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (text.Contains((byte)'\\'))
        {
            return value.GetBytesFromBase64();
        }

        return Blob.FromBase64(views.Span.Overlaps(text, out int start) ? views.Slice(start, text.Length) : text.ToArray());
    }
}
