using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Outcrop.Bedrock.Errors;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>How JSON is read and written here: deep enough for tool schemas, without needless escapes, opaque members by their bytes.</summary>
internal static class ConverseJson
{
    /// <summary>Depth as the envelope scanner allows. Text is not escaped for HTML: a body is no page, and escapes of every non-ASCII letter would double it.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = JsonEnvelope.MaxDepth + 32 };

    /// <summary>Depth as the envelope scanner allows.</summary>
    public static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = JsonEnvelope.MaxDepth };

    /// <summary>Depth as the envelope scanner allows.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = JsonEnvelope.MaxDepth };

    /// <summary>Whether an exception is what System.Text.Json throws at a document of the wrong shape: bad syntax, another kind of value, invalid UTF-8 or UTF-16, a number out of range.</summary>
    public static bool IsShapeFault(Exception fault) => fault is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException or KeyNotFoundException or IndexOutOfRangeException;

    /// <summary>The error of a body or payload that is not what the operation gives.</summary>
    public static BedrockException Unexpected(string what, Exception? inner = null) => new(BedrockErrorKind.UnexpectedResponse, what, inner);

    /// <summary>The decoded text of a delta.</summary>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.UnexpectedResponse"/>: the text is no Unicode; such an escape passes the JSON reader.</exception>
    public static string Decode(JsonText text)
    {
        try
        {
            return text.GetString();
        }
        catch (FormatException fault)
        {
            throw Unexpected("A text of the stream is not Unicode: " + fault.Message, fault);
        }
    }

    /// <summary>The bytes of a value, copied.</summary>
    public static RawJson Raw(JsonElement value) => new(JsonMarshal.GetRawUtf8Value(value).ToArray());

    /// <summary>A string member, or <see langword="null"/> when it is absent or null.</summary>
    public static string? GetString(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member.GetString() : null;

    /// <summary>A count, or <see langword="null"/> when it is absent or no number. Under guardrails some models write counts as <c>28.0</c>.</summary>
    public static int? GetCount(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Number
            ? ToCount(member.TryGetInt64(out long whole) ? whole : member.GetDouble())
            : null;

    /// <summary>Brings a number into the range of a count.</summary>
    public static int ToCount(double value) => (int)Math.Clamp(value, 0, int.MaxValue);

    /// <summary>The members of an object that are not among those named, as an object of their own; empty when there are none.</summary>
    public static RawJson Rest(JsonElement value, params ReadOnlySpan<string> known)
    {
        ArrayBufferWriter<byte>? buffer = null;
        Utf8JsonWriter? writer = null;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (known.Contains(member.Name))
            {
                continue;
            }

            if (writer is null)
            {
                buffer = new ArrayBufferWriter<byte>();
                writer = new Utf8JsonWriter(buffer, WriterOptions);
                writer.WriteStartObject();
            }

            WriteRaw(writer, member);
        }

        if (writer is null)
        {
            return default;
        }

        writer.WriteEndObject();
        writer.Dispose();
        return new RawJson(buffer!.WrittenMemory);
    }

    /// <summary>Writes a member with its value's own bytes.</summary>
    public static void WriteRaw(Utf8JsonWriter writer, JsonProperty member)
    {
        writer.WritePropertyName(member.Name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
    }

    /// <summary>Writes a member whose value is opaque. It is checked, since a caller may have built it by hand and must not break out of its place.</summary>
    public static void WriteRaw(Utf8JsonWriter writer, string name, RawJson value)
    {
        // The writer's own check stops at 64 levels; schemas go deeper.
        var reader = new Utf8JsonReader(value.Utf8.Span, ReaderOptions);
        while (reader.Read())
        {
        }

        writer.WritePropertyName(name);
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }

    /// <summary>Writes an opaque value, checked as by <see cref="WriteRaw(Utf8JsonWriter, string, RawJson)"/>.</summary>
    public static void WriteRawValue(Utf8JsonWriter writer, RawJson value)
    {
        var reader = new Utf8JsonReader(value.Utf8.Span, ReaderOptions);
        while (reader.Read())
        {
        }

        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }

    /// <summary>Writes the members of an opaque object into the object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, RawJson members)
    {
        if (members.IsEmpty)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(members.Utf8, DocumentOptions);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            WriteRaw(writer, member);
        }
    }
}
