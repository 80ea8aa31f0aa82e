using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Reads Anthropic's images and documents. A source that the neutral model cannot hold, such as a file's id, gives <see langword="null"/>, and the block is kept whole.</summary>
internal static class AnthropicSources
{
    /// <summary>Reads an image.</summary>
    public static ImageBlock? ReadImage(BodyReader block, ReadOnlyMemory<byte> views)
    {
        if (!block.TryTake("source", JsonValueKind.Object, out JsonElement value))
        {
            return null;
        }

        var source = new BodyReader(value);
        return source.TakeString("type") switch
        {
            "base64" when ReadBase64(source, views, out string mediaType) is { } bytes && mediaType.StartsWith("image/", StringComparison.Ordinal) && source.Rest().IsEmpty =>
                new ImageBlock(mediaType["image/".Length..], bytes),
            "url" when source.TakeString("url") is { } url && source.Rest().IsEmpty => new ImageBlock("", new UrlSource(url)),
            _ => null,
        };
    }

    /// <summary>Reads a document.</summary>
    public static DocumentBlock? ReadDocument(BodyReader block, ReadOnlyMemory<byte> views)
    {
        if (!block.TryTake("source", JsonValueKind.Object, out JsonElement value) || ReadDocumentSource(new BodyReader(value), views) is not { } document)
        {
            return null;
        }

        // A document without a title has no name here; a target that demands one makes it up.
        bool named = block.TryPeek("title", JsonValueKind.String, out JsonElement title) && !title.ValueEquals(""u8);
        return document with { Name = named ? block.TakeString("title")! : "", Context = block.TakeString("context"), Citations = block.TakeSwitch("citations") };
    }

    private static DocumentBlock? ReadDocumentSource(BodyReader source, ReadOnlyMemory<byte> views)
    {
        switch (source.TakeString("type"))
        {
            case "base64" when ReadBase64(source, views, out string mediaType) is { } bytes && mediaType == "application/pdf" && source.Rest().IsEmpty:
                return new DocumentBlock("", "pdf", bytes);
            case "text" when source.TakeString("media_type") == "text/plain" && source.TakeString("data") is { } text && source.Rest().IsEmpty:
                return new DocumentBlock("", "txt", new TextSource(text));
            case "url" when source.TakeString("url") is { } url && source.Rest().IsEmpty:
                return new DocumentBlock("", "pdf", new UrlSource(url));
            case "content" when source.TakeString("content") is { } whole && source.Rest().IsEmpty:
                return new DocumentBlock("", null, new ContentSource([new TextBlock(whole)])) { Mark = new WireMark(WireMark.Text) };
            case "content" when source.TryTake("content", JsonValueKind.Array, out JsonElement content) && source.Rest().IsEmpty:
                var pieces = new List<ContentBlock>();
                AnthropicBlockReader.ReadAll(content, pieces, views);
                return pieces.TrueForAll(static piece => piece is TextBlock { Dialect.IsEmpty: true }) ? new DocumentBlock("", null, new ContentSource(pieces)) : null;
            default:
                return null;
        }
    }

    private static BytesSource? ReadBase64(BodyReader source, ReadOnlyMemory<byte> views, out string mediaType)
    {
        mediaType = source.TakeString("media_type") ?? "";
        if (!source.TryTake("data", JsonValueKind.String, out JsonElement data))
        {
            return null;
        }

        // Some encoders escape the slash; such text is base64 only once it is decoded.
        ReadOnlySpan<byte> text = JsonMarshal.GetRawUtf8Value(data)[1..^1];
        bool valid = text.Contains((byte)'\\') ? data.TryGetBytesFromBase64(out _) : Base64.IsValid(text) && !text.Contains((byte)' ');
        return valid ? new BytesSource(MediaSourceReader.ReadBlob(data, views)) : null;
    }
}
