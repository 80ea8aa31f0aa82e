using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

/// <summary>What a decoder made of some bytes: the frames before the fault, and the fault.</summary>
internal sealed record Decoding(IReadOnlyList<byte[]> Frames, EventStreamFault? Fault)
{
    public static Decoding Whole(ReadOnlySpan<byte> bytes) => InChunks(bytes, () => int.MaxValue);

    public static Decoding InTwo(ReadOnlySpan<byte> bytes, int cut)
    {
        int next = cut;
        return InChunks(bytes, () =>
        {
            int size = next;
            next = int.MaxValue;
            return size;
        });
    }

    public static Decoding InChunks(ReadOnlySpan<byte> bytes, Func<int> nextSize)
    {
        using var decoder = new EventStreamDecoder();
        var frames = new List<byte[]>();
        try
        {
            while (!bytes.IsEmpty)
            {
                int size = Math.Min(nextSize(), bytes.Length);
                decoder.Append(bytes[..size]);
                bytes = bytes[size..];
                while (decoder.TryRead(out EventStreamFrame frame))
                {
                    frames.Add(frame.Bytes.ToArray());
                }
            }

            decoder.Complete();
            return new Decoding(frames, null);
        }
        catch (EventStreamException fault)
        {
            return new Decoding(frames, fault.Fault);
        }
    }

    /// <summary>Decodes bytes and writes the frames again, header by header.</summary>
    public static byte[] Reencode(ReadOnlySpan<byte> bytes)
    {
        using var decoder = new EventStreamDecoder();
        using var writer = new EventStreamWriter();
        using var output = new Outcrop.Wire.Buffers.PooledBufferWriter();
        decoder.Append(bytes);
        while (decoder.TryRead(out EventStreamFrame frame))
        {
            EventStreamHeaderEnumerator headers = frame.GetHeaders();
            while (headers.MoveNext())
            {
                writer.Add(headers.Current);
            }

            writer.WriteFrame(output, frame.Payload.Span);
        }

        decoder.Complete();
        return output.WrittenSpan.ToArray();
    }
}
