using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Native.Splicing;

/// <summary>Small JSON values as bytes.</summary>
internal static class JsonValues
{
    /// <summary>A string.</summary>
    public static ReadOnlyMemory<byte> String(string text) => Make(json => json.WriteStringValue(text));

    /// <summary>A number.</summary>
    public static ReadOnlyMemory<byte> Number(double number) => Make(json => json.WriteNumberValue(number));

    /// <summary>A list of strings.</summary>
    public static ReadOnlyMemory<byte> Strings(IEnumerable<string> texts) => Make(json =>
    {
        json.WriteStartArray();
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    });

    private static ReadOnlyMemory<byte> Make(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            write(json);
        }

        return buffer.WrittenMemory;
    }
}
