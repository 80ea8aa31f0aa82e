using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>JSON between the abstractions' objects and the client's bytes. A value that is JSON already is not read into anything: numbers stay as they were written.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000, SkipValidation = true };

    /// <summary>The abstractions' own, without their indentation, which a model would have to read.</summary>
    private static readonly JsonSerializerOptions Serializer = Compact();

    /// <summary>An object with the members that the body writes.</summary>
    public static RawJson Object(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            body(writer);
            writer.WriteEndObject();
        }

        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>The bytes of a parsed value, copied.</summary>
    public static RawJson Raw(JsonElement value) => new(JsonMarshal.GetRawUtf8Value(value).ToArray());

    /// <summary>A parsed value without white space around its tokens; stored conversations come back indented. Numbers stay as they were written.</summary>
    public static RawJson Minify(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            value.WriteTo(writer);
        }

        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>A parsed value that owns its memory.</summary>
    public static JsonElement Parse(RawJson json) => Parse(json.Utf8);

    /// <inheritdoc cref="Parse(RawJson)"/>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = 1000 });
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>A value of any type as JSON, by the abstractions' own serializer options.</summary>
    /// <exception cref="NotSupportedException">The type is not known to the serializer, as happens under Native AOT.</exception>
    public static JsonElement Element(object? value) => value switch
    {
        JsonElement element => element,
        JsonDocument document => document.RootElement,
        RawJson raw => Parse(raw),
        null => JsonSerializer.SerializeToElement(null, Serializer.GetTypeInfo(typeof(object))),
        _ => JsonSerializer.SerializeToElement(value, Serializer.GetTypeInfo(value.GetType())),
    };

    /// <summary>Writes a member of any type.</summary>
    /// <exception cref="NotSupportedException">The type is not known to the serializer.</exception>
    public static void WriteMember(Utf8JsonWriter writer, string name, object? value)
    {
        writer.WritePropertyName(name);
        Element(value).WriteTo(writer);
    }

    private static JsonSerializerOptions Compact()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions) { WriteIndented = false };
        options.MakeReadOnly();
        return options;
    }
}
