using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Converse;

/// <summary>
/// Writes a text into JSON, to the byte as <see cref="Utf8JsonWriter"/> with <see cref="ConverseJson.WriterOptions"/> does. That goes character by character from the first escape on, and a prompt has one in every line;
/// here what needs none is copied in runs.
/// </summary>
internal static class LongText
{
    /// <summary>Shorter texts are not worth a buffer.</summary>
    private const int Shortest = 128;

    /// <summary>What stands in JSON as it is. Beyond ASCII the encoder decides.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create(" !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private static readonly SearchValues<char> PlainOrShort = SearchValues.Create("\"\\\n\r\t\b\f !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Writes a member.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="text">Its value.</param>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is null || text.Length < Shortest || !text.AsSpan().ContainsAnyExcept(Plain))
        {
            writer.WriteString(name, text);
            return;
        }

        using var buffer = new PooledBufferWriter(text.Length + (text.Length / 8) + 2);
        buffer.Write("\""u8);
        Escape(text, buffer);
        buffer.Write("\""u8);
        writer.WritePropertyName(name);
        writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
    }

    private static void Escape(ReadOnlySpan<char> text, PooledBufferWriter output)
    {
        while (true)
        {
            int run = text.IndexOfAnyExcept(Plain);
            if (run < 0)
            {
                run = text.Length;
            }

            Ascii.FromUtf16(text[..run], output.GetSpan(run), out int copied);
            output.Advance(copied);
            text = text[run..];
            if (text.IsEmpty)
            {
                return;
            }

            ReadOnlySpan<byte> escape = text[0] switch
            {
                '"' => "\\\""u8,
                '\\' => "\\\\"u8,
                '\n' => "\\n"u8,
                '\r' => "\\r"u8,
                '\t' => "\\t"u8,
                '\b' => "\\b"u8,
                '\f' => "\\f"u8,
                _ => default,
            };
            if (!escape.IsEmpty)
            {
                output.Write(escape);
                text = text[1..];
                continue;
            }

            // A pair of surrogates is never cut: both halves are beyond ASCII.
            int other = text.IndexOfAny(PlainOrShort);
            other = other < 0 ? text.Length : other;
            Encode(text[..other], output);
            text = text[other..];
        }
    }

    private static void Encode(ReadOnlySpan<char> text, PooledBufferWriter output)
    {
        Span<char> encoded = stackalloc char[256];
        while (!text.IsEmpty)
        {
            ConverseJson.WriterOptions.Encoder!.Encode(text, encoded, out int read, out int written);
            Span<byte> room = output.GetSpan(written * 3);
            OperationStatus status = Utf8.FromUtf16(encoded[..written], room, out _, out int bytes);
            if (status != OperationStatus.Done || read == 0)
            {
                throw new ArgumentException("A text cannot be written as UTF-8.", nameof(text));
            }

            output.Advance(bytes);
            text = text[read..];
        }
    }
}
