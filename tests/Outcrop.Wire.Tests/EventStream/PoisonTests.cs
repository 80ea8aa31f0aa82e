using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

public sealed class PoisonTests
{
    public static TheoryData<string, EventStreamFault> Faults => new()
    {
        { "prelude", EventStreamFault.PreludeChecksum },
        { "message", EventStreamFault.MessageChecksum },
        { "headers-length", EventStreamFault.HeadersLength },
        { "frame-length", EventStreamFault.FrameLength },
        { "header", EventStreamFault.MalformedHeader },
        { "truncated", EventStreamFault.Truncated },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Decoder_AfterAFault_ThrowsItFromEveryCall(string kind, EventStreamFault expected)
    {
        byte[] good = SampleFrame.Encode(SampleFrame.Reference[0]);
        using var decoder = new EventStreamDecoder();
        decoder.Append(Bad(kind, good));
        Action first = kind == "truncated" ? decoder.Complete : () => decoder.TryRead(out _);
        string message = Assert.Throws<EventStreamException>(first).Message;

        Action[] calls =
        [
            () => decoder.TryRead(out _), decoder.Complete, () => decoder.Append(good), () => decoder.Append(default),
            () => decoder.GetMemory(), () => decoder.Advance(0), () => decoder.TryRead(out _),
        ];
        Assert.All(calls, call =>
        {
            EventStreamException again = Assert.Throws<EventStreamException>(call);
            Assert.Equal(expected, again.Fault);
            Assert.Equal(message, again.Message);
        });
    }

    [Fact]
    public void Decoder_FrameBeforeTheFault_IsStillHandedOut()
    {
        byte[] good = SampleFrame.Encode(SampleFrame.Reference[0]);

        Decoding decoding = Decoding.Whole([.. good, .. Bad("message", good), .. good]);

        Assert.Equal(good, Assert.Single(decoding.Frames));
        Assert.Equal(EventStreamFault.MessageChecksum, decoding.Fault);
    }

    [Fact]
    public async Task Reader_AfterAFault_ThrowsItAgainAndReadsNoMore()
    {
        byte[] good = SampleFrame.Encode(SampleFrame.Reference[0]);
        var source = new MemoryStream([.. Bad("message", good), .. good]);
        using var reader = new EventStreamReader(source);
        await Assert.ThrowsAsync<EventStreamException>(async () => await reader.ReadAsync());
        long position = source.Position;

        await Assert.ThrowsAsync<EventStreamException>(async () => await reader.ReadAsync());
        Assert.Throws<EventStreamException>(() => reader.TryReadBuffered());
        Assert.Equal(position, source.Position);
    }

    [Fact]
    public void Decoder_Disposed_IsNoLongerUsable()
    {
        var decoder = new EventStreamDecoder();
        decoder.Append("abc"u8);
        decoder.Dispose();
        decoder.Dispose();

        Assert.Throws<ObjectDisposedException>(() => decoder.Append("abc"u8));
        Assert.Throws<ObjectDisposedException>(() => decoder.TryRead(out _));
        Assert.Throws<ObjectDisposedException>(decoder.Complete);
    }

    private static byte[] Bad(string kind, byte[] good)
    {
        byte[] bad = [.. good];
        switch (kind)
        {
            case "prelude":
                bad[0] ^= 1;
                return bad;
            case "message":
                bad[^6] ^= 1;
                return bad;
            case "headers-length":
                return RawFrame.Prelude(1000, 999);
            case "frame-length":
                return RawFrame.Prelude(uint.MaxValue, 0);
            case "header":
                return RawFrame.WithHeaders([1, (byte)'a', 77]);
            default:
                return bad[..^1];
        }
    }
}
