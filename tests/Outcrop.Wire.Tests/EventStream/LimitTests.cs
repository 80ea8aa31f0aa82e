using Outcrop.Testing;
using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

public sealed class LimitTests
{
    private const int PooledBytes = 64 * 1024;

    [Theory]
    [InlineData(0u, 0u, EventStreamFault.FrameLength)]
    [InlineData(15u, 0u, EventStreamFault.FrameLength)]
    [InlineData(16u, 1u, EventStreamFault.HeadersLength)]
    [InlineData(0x7FFF_FFFFu, 0u, EventStreamFault.FrameLength)]
    [InlineData(0x8000_0000u, 0u, EventStreamFault.FrameLength)]
    [InlineData(0xFFFF_FFFFu, 0u, EventStreamFault.FrameLength)]
    [InlineData(0xFFFF_FFFFu, 0xFFFF_FFFFu, EventStreamFault.HeadersLength)]
    [InlineData(0x7FFF_FFFFu, 128u * 1024, EventStreamFault.FrameLength)]
    [InlineData(300_000u, (128u * 1024) + 1, EventStreamFault.HeadersLength)]
    [InlineData(16u + (24u * 1024 * 1024) + 1, 0u, EventStreamFault.FrameLength)]
    [InlineData(5u, 0xFFFF_FFF0u, EventStreamFault.HeadersLength)]
    public void Claim_BeyondTheLimits_IsRefusedFromThePreludeWithoutAllocatingForIt(uint total, uint headers, EventStreamFault expected)
    {
        byte[] prelude = RawFrame.Prelude(total, headers);
        EventStreamFault? fault = null;

        long allocated = AllocationMeter.Once(() =>
        {
            using var decoder = new EventStreamDecoder();
            decoder.Append(prelude);
            fault = Assert.Throws<EventStreamException>(() => decoder.TryRead(out _)).Fault;
        });

        Assert.Equal(expected, fault);
        Assert.True(allocated < PooledBytes, $"{allocated} bytes were allocated.");
    }

    [Fact]
    public void Claim_OfTheLargestFrame_TakesRoomOnlyAsBytesArrive()
    {
        using var decoder = new EventStreamDecoder();
        decoder.Append(RawFrame.Prelude(EventStreamLimits.Overhead + (uint)EventStreamLimits.MaxPayloadLength, 0));
        Assert.False(decoder.TryRead(out _));

        // The room is looked at, not the allocation: a pool that another test filled would hide it.
        Assert.InRange(decoder.GetMemory().Length, 1, PooledBytes);
        decoder.Append(new byte[200_000]);
        Assert.InRange(decoder.GetMemory().Length, 1, 1024 * 1024);
    }

    [Fact]
    public void Limits_AtTheirEdge_AreAccepted()
    {
        using var decoder = new EventStreamDecoder();
        decoder.Append(RawFrame.Prelude((uint)(EventStreamLimits.Overhead + EventStreamLimits.MaxHeadersLength + EventStreamLimits.MaxPayloadLength), EventStreamLimits.MaxHeadersLength));

        Assert.False(decoder.TryRead(out _));
    }

    [Fact]
    public void Decoding_SteadyState_AllocatesNothing()
    {
        byte[] bytes = SampleFrame.Encode(SampleFrame.Reference);
        using var decoder = new EventStreamDecoder();
        int found = 0;
        void Run()
        {
            decoder.Append(bytes);
            while (decoder.TryRead(out EventStreamFrame frame))
            {
                EventStreamHeaderEnumerator headers = frame.GetHeaders();
                while (headers.MoveNext())
                {
                    found += headers.Current.Value.Length;
                }

                found += frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> type) ? type.Length : 0;
            }
        }

        Action run = Run;
        Assert.Equal(0, AllocationMeter.SteadyState(run));
        Assert.True(found > 0);
    }

    [Fact]
    public void Writing_SteadyState_AllocatesNothing()
    {
        using var writer = new EventStreamWriter();
        using var output = new Outcrop.Wire.Buffers.PooledBufferWriter(4096);
        byte[] payload = "{\"text\":\"hello\"}"u8.ToArray();

        long allocated = AllocationMeter.SteadyState(() =>
        {
            output.Clear();
            writer.AddString(":event-type"u8, "contentBlockDelta"u8).AddString(":message-type"u8, "event"u8).Add("n"u8, 7).WriteFrame(output, payload);
        });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Writer_NamesAndValuesBeyondTheFormat_AreRefusedAndLeaveNoTrace()
    {
        using var writer = new EventStreamWriter();
        using var output = new Outcrop.Wire.Buffers.PooledBufferWriter();
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(default, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(new byte[256], true));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.AddBytes("a"u8, new byte[65_536]));

        writer.AddBytes("a"u8, new byte[65_535]).WriteFrame(output, default);

        Assert.Null(Decoding.Whole(output.WrittenSpan).Fault);
    }
}
