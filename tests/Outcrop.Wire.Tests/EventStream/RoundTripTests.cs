using Outcrop.Testing;
using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

public sealed class RoundTripTests
{
    [Fact]
    public void Frames_EncodedAndDecodedInAnyChunks_AreTheSame() => Seeds.ForEach(400, random =>
    {
        SampleFrame[] frames = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => SampleFrame.Random(random))];
        byte[] bytes = SampleFrame.Encode(frames);
        int largest = random.Next(1, bytes.Length + 2);
        var decoded = new List<SampleFrame>();
        using var decoder = new EventStreamDecoder();

        for (int position = 0; position < bytes.Length;)
        {
            int size = Math.Min(random.Next(1, largest + 1), bytes.Length - position);
            Feed(decoder, bytes.AsSpan(position, size), direct: random.Next(2) == 0);
            position += size;
            while (decoder.TryRead(out EventStreamFrame frame))
            {
                decoded.Add(SampleFrame.From(frame));
            }
        }

        decoder.Complete();
        Assert.Equal(frames, decoded);
        Assert.Equal(bytes, Decoding.Reencode(bytes));
    });

    /// <summary>The reference stream in every two-way split, and byte by byte.</summary>
    [Fact]
    public void ReferenceStream_EveryTwoWaySplit_GivesTheSameFrames()
    {
        byte[] bytes = SampleFrame.Encode(SampleFrame.Reference);
        IReadOnlyList<byte[]> expected = Decoding.Whole(bytes).Frames;
        Assert.Equal(SampleFrame.Reference.Count, expected.Count);

        for (int cut = 1; cut < bytes.Length; cut++)
        {
            Decoding split = Decoding.InTwo(bytes, cut);
            Assert.Null(split.Fault);
            Assert.Equal(expected, split.Frames);
        }

        Assert.Equal(expected, Decoding.InChunks(bytes, () => 1).Frames);
    }

    [Fact]
    public void LargestFrame_RoundTrips_AndOneByteMoreIsRefusedByTheWriter()
    {
        using var writer = new EventStreamWriter();
        using var output = new Outcrop.Wire.Buffers.PooledBufferWriter();
        byte[] payload = new byte[EventStreamLimits.MaxPayloadLength];
        new Random(7).NextBytes(payload);
        writer.WriteFrame(output, payload);

        Decoding decoding = Decoding.InChunks(output.WrittenSpan, () => 1_000_003);

        Assert.Null(decoding.Fault);
        Assert.True(output.WrittenSpan.SequenceEqual(Assert.Single(decoding.Frames)));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteFrame(output, new byte[payload.Length + 1]));
    }

    private static void Feed(EventStreamDecoder decoder, ReadOnlySpan<byte> bytes, bool direct)
    {
        if (!direct)
        {
            decoder.Append(bytes);
            return;
        }

        while (!bytes.IsEmpty)
        {
            Memory<byte> room = decoder.GetMemory();
            int size = Math.Min(room.Length, bytes.Length);
            bytes[..size].CopyTo(room.Span);
            decoder.Advance(size);
            bytes = bytes[size..];
        }
    }
}
