using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Inference;

/// <summary>Reads and rewrites <c>additionalModelRequestFields</c> by JSON pointers. Values that are not touched keep their bytes.</summary>
internal static class VendorFields
{
    /// <summary>The value at a place; <see langword="null"/> when there is none.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="pointer">The place.</param>
    public static RawJson? Find(RawJson? fields, string pointer)
    {
        if (fields is not { IsEmpty: false } present)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(present.Utf8, ConverseJson.DocumentOptions);
        JsonElement value = document.RootElement;
        foreach (string name in Split(pointer))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return ConverseJson.Raw(value);
    }

    /// <summary>The fields with another value at a place, whose parents are made where they are missing.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="pointer">The place.</param>
    /// <param name="value">The value.</param>
    public static RawJson Set(RawJson? fields, string pointer, RawJson value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using JsonDocument document = Open(fields);
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            Write(writer, document.RootElement, Split(pointer), value);
        }

        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>The fields without a place, and without the parents that it leaves empty; <see langword="null"/> when nothing is left.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="pointer">The place.</param>
    public static RawJson? Remove(RawJson? fields, string pointer)
    {
        using JsonDocument document = Open(fields);
        string[] path = Split(pointer);
        if (IsAllOf(document.RootElement, path))
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            Write(writer, document.RootElement, path, default);
        }

        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>A JSON string.</summary>
    /// <param name="text">Its characters.</param>
    public static RawJson String(string text) => new(Encoding.UTF8.GetBytes("\"" + JsonEncodedText.Encode(text, ConverseJson.WriterOptions.Encoder) + "\""));

    /// <summary>A JSON number.</summary>
    /// <param name="number">The number.</param>
    public static RawJson Number(int number) => new(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)));

    private static JsonDocument Open(RawJson? fields) => JsonDocument.Parse(fields is { IsEmpty: false } present ? present.Utf8 : "{}"u8.ToArray(), ConverseJson.DocumentOptions);

    private static string[] Split(string pointer) => pointer.TrimStart('/').Split('/');

    private static void Write(Utf8JsonWriter writer, JsonElement? present, ReadOnlySpan<string> path, RawJson value)
    {
        writer.WriteStartObject();
        bool done = false;
        if (present is { ValueKind: JsonValueKind.Object } members)
        {
            foreach (JsonProperty member in members.EnumerateObject())
            {
                if (member.NameEquals(path[0]))
                {
                    done = true;
                    WriteChild(writer, member.Value, path, value);
                }
                else
                {
                    ConverseJson.WriteRaw(writer, member);
                }
            }
        }

        if (!done)
        {
            WriteChild(writer, null, path, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteChild(Utf8JsonWriter writer, JsonElement? child, ReadOnlySpan<string> path, RawJson value)
    {
        if (value.IsEmpty && (path.Length == 1 || child is not { } kept || IsAllOf(kept, path[1..])))
        {
            return;
        }

        if (path.Length == 1)
        {
            ConverseJson.WriteRaw(writer, path[0], value);
            return;
        }

        writer.WritePropertyName(path[0]);
        Write(writer, child, path[1..], value);
    }

    /// <summary>Whether an object holds nothing but a place.</summary>
    private static bool IsAllOf(JsonElement value, ReadOnlySpan<string> path) =>
        path.IsEmpty || (value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() == 1 && value.TryGetProperty(path[0], out JsonElement child) && IsAllOf(child, path[1..]));
}
