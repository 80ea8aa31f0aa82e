using System.Buffers;
using System.Buffers.Text;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>Writes the events of one answer: name, number, members, padding. Allocates nothing. Not thread-safe.</summary>
/// <param name="output">The answer.</param>
/// <param name="padded">Whether deltas are padded (<see cref="Obfuscation"/>).</param>
internal sealed class ResponsesEvents(IBufferWriter<byte> output, bool padded)
{
    private int _sequence;
    private int _length;

    /// <summary>Begins an event.</summary>
    /// <param name="type">Its type.</param>
    public void Begin(ReadOnlySpan<byte> type)
    {
        _length = 0;
        Put("event: "u8);
        Put(type);
        Put("\ndata: {\"type\":\""u8);
        Put(type);
        Put("\",\"sequence_number\":"u8);
        PutNumber(_sequence++);
    }

    /// <summary>Begins an event about an item.</summary>
    /// <param name="type">The event's type.</param>
    /// <param name="itemId">The item.</param>
    /// <param name="index">Its place in the output.</param>
    public void Begin(ReadOnlySpan<byte> type, ReadOnlySpan<byte> itemId, int index)
    {
        Begin(type);
        Put(",\"item_id\":\""u8);
        Put(itemId);
        Put("\",\"output_index\":"u8);
        PutNumber(index);
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Put(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        _length += bytes.Length;
    }

    /// <summary>Writes JSON from elsewhere, which may hold line breaks between its tokens: one of them would end the event.</summary>
    public void PutJson(ReadOnlySpan<byte> json)
    {
        foreach (Range line in json.SplitAny("\r\n"u8))
        {
            Put(json[line]);
        }
    }

    /// <summary>Writes a number.</summary>
    public void PutNumber(int number)
    {
        Span<byte> room = output.GetSpan(11);
        Utf8Formatter.TryFormat(number, room, out int written);
        output.Advance(written);
        _length += written;
    }

    /// <summary>Ends an event.</summary>
    public void End() => Put("}\n\n"u8);

    /// <summary>Ends an event whose length tells something.</summary>
    public void EndDelta()
    {
        if (padded)
        {
            Put(",\"obfuscation\":\""u8);

            // What still follows is four bytes long: the quotation mark, the brace, two line ends.
            Put(Obfuscation.For(_length + 4));
            Put("\""u8);
        }

        End();
    }
}
