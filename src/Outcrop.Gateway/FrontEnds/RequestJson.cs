using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Reads members of a request, and says which one is wrong. What is kept raw is copied only where the caller asks for it.</summary>
internal static class RequestJson
{
    private const int MostDepth = 128;

    /// <summary>Deep enough for tool schemas; a member that stands twice is refused, since whoever reads next might choose the other one.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    /// <summary>Parses a body that must be one JSON object. The document is a view over the bytes.</summary>
    /// <param name="body">The bytes.</param>
    /// <exception cref="GatewayException">It is none.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            throw Wrong(null, "The body is not UTF-8.");
        }

        JsonDocument document;
        try
        {
            RefuseHalfSurrogates(body.Span);
            document = JsonDocument.Parse(body, Options);
        }
        catch (JsonException exception)
        {
            string where = exception.LineNumber is { } line ? $" (line {line + 1}, byte {exception.BytePositionInLine + 1})" : "";
            throw Wrong(null, exception.Message.Contains("uplicate", StringComparison.Ordinal) ? $"The body has a member twice{where}." : $"The body is not valid JSON{where}.");
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            document.Dispose();
            throw Wrong(null, "The body must be a JSON object.");
        }

        return document;
    }

    /// <summary>
    /// An escape of half a surrogate pair is JSON and no text: whoever asks for such a name or value as a text gets an exception of another kind, so it is found once, here.
    /// Bodies without such an escape are not gone through.
    /// </summary>
    private static void RefuseHalfSurrogates(ReadOnlySpan<byte> body)
    {
        int first = body.IndexOf("\\u"u8);
        if (first < 0 || (body[first..].IndexOf("\\ud"u8) < 0 && body[first..].IndexOf("\\uD"u8) < 0))
        {
            return;
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MostDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String) || !reader.ValueIsEscaped)
            {
                continue;
            }

            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw Wrong(null, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The body holds half of a surrogate pair (byte {reader.TokenStartIndex + 1})."));
            }
        }
    }

    /// <summary>A member that is there and not null.</summary>
    public static bool TryGet(JsonElement value, string name, out JsonElement member) =>
        value.TryGetProperty(name, out member) && member.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    /// <summary>A text, or <see langword="null"/> when it is absent.</summary>
    public static string? Text(JsonElement value, string name, string path) => TryGet(value, name, out JsonElement member) ? Text(member, Join(path, name)) : null;

    /// <summary>A text that must be there.</summary>
    public static string RequiredText(JsonElement value, string name, string path) => Text(value, name, path) ?? throw Wrong(Join(path, name), "is required");

    /// <summary>The text of a value.</summary>
    public static string Text(JsonElement member, string path)
    {
        if (member.ValueKind != JsonValueKind.String)
        {
            throw Wrong(path, "must be a string");
        }

        try
        {
            return member.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(path, "is not valid text (half of a surrogate pair)");
        }
    }

    /// <summary>A number within bounds, or <see langword="null"/> when it is absent.</summary>
    public static double? Number(JsonElement value, string name, double least, double most)
    {
        if (!TryGet(value, name, out JsonElement member))
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out double number) && number >= least && number <= most
            ? number
            : throw Wrong(name, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"must be a number from {least} to {most}"));
    }

    /// <summary>A whole number of at least one, or <see langword="null"/> when it is absent.</summary>
    public static int? Count(JsonElement value, string name, int least = 1, string path = "")
    {
        if (!TryGet(value, name, out JsonElement member))
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out int number) && number >= least ? number : throw Wrong(Join(path, name), $"must be a whole number of at least {least}");
    }

    /// <summary>How many of the likeliest tokens the model chooses from, or <see langword="null"/> for all of them: by silence, or by 0 or -1, which many clients send for it.</summary>
    public static int? TopK(JsonElement value) => Count(value, "top_k", least: -1) is { } topK and > 0 ? topK : null;

    /// <summary>A switch, or <see langword="null"/> when it is absent.</summary>
    public static bool? Switch(JsonElement value, string name, string path = "")
    {
        if (!TryGet(value, name, out JsonElement member))
        {
            return null;
        }

        return member.ValueKind is JsonValueKind.True or JsonValueKind.False ? member.GetBoolean() : throw Wrong(Join(path, name), "must be true or false");
    }

    /// <summary>A value's own bytes, copied, since they outlive the request's body.</summary>
    public static RawJson Raw(JsonElement value) => new(JsonMarshal.GetRawUtf8Value(value).ToArray());

    /// <summary>The items of an array.</summary>
    public static JsonElement.ArrayEnumerator Items(JsonElement value, string path) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(path, "must be an array");

    /// <summary>Refuses what is no object.</summary>
    public static JsonElement Object(JsonElement value, string path) => value.ValueKind == JsonValueKind.Object ? value : throw Wrong(path, "must be an object");

    /// <summary>The text of a JSON document kept as a string, as tool arguments are; blank means the empty object.</summary>
    public static RawJson Embedded(string json, string path)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return new RawJson("{}"u8.ToArray());
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(json);
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MostDepth });
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
            }

            return isObject ? new RawJson(utf8) : throw Wrong(path, "must be a JSON object, written as a string");
        }
        catch (JsonException)
        {
            throw Wrong(path, "must be a JSON object, written as a string");
        }
    }

    /// <summary>Whether a value is an object without members.</summary>
    /// <param name="value">The value.</param>
    public static bool IsEmpty(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() == 0;

    /// <summary>Whether a value is the dialect's own default, so that leaving it out loses nothing.</summary>
    /// <param name="value">The value.</param>
    public static bool AsksForNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetDouble(out double number) && number == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.String => value.ValueEquals(ReadOnlySpan<byte>.Empty),
        _ => false,
    };

    /// <summary>A refusal that names the member.</summary>
    public static GatewayException Wrong(string? path, string message) =>
        new(path is null ? GatewayError.InvalidRequest(message) : GatewayError.InvalidRequest($"{SafeText.Clean(path)}: {message}", SafeText.Clean(path)));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
