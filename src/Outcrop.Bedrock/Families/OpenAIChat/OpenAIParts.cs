using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>Reads the parts of an OpenAI message. A part that the neutral model cannot hold is kept whole as an <see cref="UnknownBlock"/> of this dialect.</summary>
internal static class OpenAIParts
{
    private const string Dialect = OpenAIRequestReader.Dialect;

    /// <summary>Reads a part.</summary>
    public static ContentBlock Read(JsonElement part, ReadOnlyMemory<byte> views)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("A part of a message is no object.");
        }

        var reader = new BodyReader(part);
        string type = reader.TakeString("type") ?? "";
        ContentBlock? block = type switch
        {
            "text" => reader.TakeString("text") is { } text ? new TextBlock(text) : null,
            "image_url" => reader.TryTake("image_url", JsonValueKind.Object, out JsonElement image) ? ReadImage(image, views) : null,
            "input_audio" => reader.TryTake("input_audio", JsonValueKind.Object, out JsonElement audio) ? ReadAudio(new BodyReader(audio), views) : null,
            _ => null,
        };
        if (block is null || !reader.Rest().IsEmpty)
        {
            RawJson raw = ConverseJson.Raw(part);
            return new UnknownBlock(type, raw) { Dialect = new DialectMembers(Dialect, raw) };
        }

        return block;
    }

    /// <summary>An image by its data URL, or by a URL that the service fetches; <c>detail</c> is this dialect's own.</summary>
    private static ImageBlock? ReadImage(JsonElement value, ReadOnlyMemory<byte> views)
    {
        var reader = new BodyReader(value);
        if (!reader.TryTake("url", JsonValueKind.String, out JsonElement url))
        {
            return null;
        }

        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(url)[1..^1];
        if (!raw.StartsWith("data:"u8) && raw.IndexOf((byte)'\\') < 0)
        {
            return new ImageBlock("", new UrlSource(Encoding.UTF8.GetString(raw))) { Dialect = reader.RestOf(Dialect) };
        }

        // Some serializers escape the slashes; such a text is decoded, every other one is a view.
        byte[]? decoded = raw.IndexOf((byte)'\\') < 0 ? null : Encoding.UTF8.GetBytes(url.GetString()!);
        ReadOnlySpan<byte> text = decoded ?? raw;
        const string Prefix = "data:image/";
        int comma = text.IndexOf(";base64,"u8);
        if (!text.StartsWith("data:image/"u8) || comma < 0 || comma > 64 || !Base64.IsValid(text[(comma + 8)..]))
        {
            return text.StartsWith("data:"u8) ? null : new ImageBlock("", new UrlSource(url.GetString()!)) { Dialect = reader.RestOf(Dialect) };
        }

        ReadOnlySpan<byte> data = text[(comma + 8)..];
        Blob blob = Blob.FromBase64(decoded is not null ? decoded.AsMemory(comma + 8) : views.Span.Overlaps(data, out int start) ? views.Slice(start, data.Length) : data.ToArray());
        return new ImageBlock(Encoding.UTF8.GetString(text[Prefix.Length..comma]), new BytesSource(blob)) { Dialect = reader.RestOf(Dialect) };
    }

    private static AudioBlock? ReadAudio(BodyReader reader, ReadOnlyMemory<byte> views) =>
        reader.TakeString("format") is { } format && reader.TryTake("data", JsonValueKind.String, out JsonElement data) && Base64.IsValid(JsonMarshal.GetRawUtf8Value(data)[1..^1])
            ? new AudioBlock(format, new BytesSource(MediaSourceReader.ReadBlob(data, views))) { Dialect = reader.RestOf(Dialect) }
            : null;
}
