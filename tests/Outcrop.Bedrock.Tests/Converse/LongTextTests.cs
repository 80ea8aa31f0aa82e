using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Tests.Converse;

public class LongTextTests
{
    private const int Seed = 20261123;

    /// <summary>What a text may be made of: plain letters, each kind of escape, letters of one to four bytes, what the encoder escapes beyond ASCII, and halves of pairs.</summary>
    private static readonly string[] Pieces =
        ["a plain run of letters ", "\"", "\\", "\n", "\r\n", "\t", "\b", "\f", "\0", "\u001b", "\u007f", "'", "<&>+", "é", "Ω", "漢字", "😀", "\u2028", "\ufeff", "\ue000", "\u0085", "\ud83d", "\ude00", "\uffff"];

    [Fact]
    public void Write_AnyText_IsToTheByteWhatTheWriterWrites()
    {
        var random = new Random(Seed);
        for (int round = 0; round < 3000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => Pieces[random.Next(random.Next(1, Pieces.Length + 1))]));
            Assert.Equal(Write(writer => writer.WriteString("text"u8, text)), Write(writer => LongText.Write(writer, "text"u8, text)));
        }
    }

    [Fact]
    public void Write_EveryCharacterInALongText_IsToTheByteWhatTheWriterWrites()
    {
        string around = new('x', 200);
        for (int character = 0; character <= char.MaxValue; character++)
        {
            string text = around + (char)character + around;
            Assert.Equal(Write(writer => writer.WriteString("text"u8, text)), Write(writer => LongText.Write(writer, "text"u8, text)));
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            try
            {
                write(writer);
            }
            catch (ArgumentException)
            {
                // Not every text has a form in UTF-8; then both must refuse it.
                return [];
            }

            writer.WriteNumber("after"u8, 1);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
