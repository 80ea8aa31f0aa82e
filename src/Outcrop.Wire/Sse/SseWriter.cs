using System.Buffers;

namespace Outcrop.Wire.Sse;

/// <summary>Writes server-sent events (WHATWG HTML, section 9.2). Stateless; every method writes one whole event or comment.</summary>
public static class SseWriter
{
    /// <summary>Writes an event.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="eventName">The event's name, without line breaks; empty for none.</param>
    /// <param name="data">The data; each of its lines becomes a <c>data:</c> line.</param>
    public static void WriteEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        if (!eventName.IsEmpty)
        {
            RefuseLineBreak(eventName, nameof(eventName));
            output.Write("event: "u8);
            output.Write(eventName);
            output.Write("\n"u8);
        }

        ReadOnlySpan<byte> rest = data;
        while (true)
        {
            int end = rest.IndexOfAny((byte)'\r', (byte)'\n');
            output.Write("data: "u8);
            output.Write(end < 0 ? rest : rest[..end]);
            output.Write("\n"u8);
            if (end < 0)
            {
                break;
            }

            bool pair = rest[end] == (byte)'\r' && end + 1 < rest.Length && rest[end + 1] == (byte)'\n';
            rest = rest[(end + (pair ? 2 : 1))..];
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes a comment, which clients ignore: a heartbeat.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="text">The text, without line breaks.</param>
    public static void WriteComment(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        RefuseLineBreak(text, nameof(text));
        output.Write(": "u8);
        output.Write(text);
        output.Write("\n\n"u8);
    }

    private static void RefuseLineBreak(ReadOnlySpan<byte> text, string parameter)
    {
        if (text.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            throw new ArgumentException("A line break would start another field.", parameter);
        }
    }
}
