using System.Text;
using System.Text.Json;
using System.Runtime.InteropServices;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>A <c>data:</c> URL in a request: its type and its base64 text, as a view over the request's memory. An image of megabytes is never decoded here.</summary>
/// <param name="MediaType">The type, without parameters; empty when none is named.</param>
/// <param name="Data">The content.</param>
internal readonly record struct DataUrl(string MediaType, Blob Data)
{
    /// <summary>Whether a text is a <c>data:</c> URL at all.</summary>
    public static bool Is(JsonElement value) => value.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(value).StartsWith("\"data:"u8);

    /// <summary>Reads a URL.</summary>
    /// <param name="value">The JSON string.</param>
    /// <param name="body">The request's memory.</param>
    /// <param name="path">Where it stands.</param>
    /// <exception cref="Pipeline.GatewayException">It is no base64 data URL.</exception>
    public static DataUrl Read(JsonElement value, ReadOnlyMemory<byte> body, string path)
    {
        ReadOnlySpan<byte> text = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        int comma = text.IndexOf((byte)',');
        if (comma < 0 || !text[..comma].EndsWith(";base64"u8))
        {
            throw OpenAIJson.Wrong(path, "must be a data URL with base64 content, such as data:image/png;base64,…");
        }

        string type = Encoding.UTF8.GetString(text["data:".Length..(comma - ";base64".Length)]);
        int parameters = type.IndexOf(';', StringComparison.Ordinal);
        return new DataUrl((parameters < 0 ? type : type[..parameters]).Trim().ToLowerInvariant(), Base64(text[(comma + 1)..], value, body, path));
    }

    /// <summary>Reads base64 text that stands alone.</summary>
    public static Blob ReadBase64(JsonElement value, ReadOnlyMemory<byte> body, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw OpenAIJson.Wrong(path, "must be a base64 string");
        }

        return Base64(JsonMarshal.GetRawUtf8Value(value)[1..^1], value, body, path);
    }

    private static Blob Base64(ReadOnlySpan<byte> text, JsonElement value, ReadOnlyMemory<byte> body, string path)
    {
        try
        {
            // Some encoders escape the slash; then the text is no view over itself any more.
            if (text.Contains((byte)'\\'))
            {
                string decoded = OpenAIJson.Text(value, path);
                return Blob.FromBase64(Encoding.UTF8.GetBytes(decoded[(decoded.IndexOf(',', StringComparison.Ordinal) + 1)..]));
            }

            return text.IsEmpty
                ? throw OpenAIJson.Wrong(path, "is empty")
                : Blob.FromBase64(body.Span.Overlaps(text, out int start) ? body.Slice(start, text.Length) : text.ToArray());
        }
        catch (FormatException)
        {
            throw OpenAIJson.Wrong(path, "is not valid base64");
        }
    }
}
