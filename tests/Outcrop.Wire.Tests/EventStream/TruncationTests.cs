using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

public sealed class TruncationTests
{
    [Fact]
    public void ReferenceStream_CutAtEveryByte_IsTruncatedUnlessAtABorder() => AssertEveryCut(SampleFrame.Encode(SampleFrame.Reference));

    [Fact]
    public void ReferenceStream_CutAtEveryByteAndSplitOnce_YieldsNoFrameThatIsNotWhole()
    {
        byte[] bytes = SampleFrame.Encode(SampleFrame.Reference.Take(2));
        IReadOnlyList<byte[]> whole = Decoding.Whole(bytes).Frames;
        for (int end = 0; end < bytes.Length; end++)
        {
            for (int split = 1; split < end; split++)
            {
                Decoding cut = Decoding.InTwo(bytes.AsSpan(0, end), split);
                Assert.Equal(end >= whole[0].Length ? 1 : 0, cut.Frames.Count);
                Assert.Equal(end == whole[0].Length ? null : EventStreamFault.Truncated, cut.Fault);
            }
        }
    }

    [Fact]
    public async Task Reader_SourceEndsInsideAFrame_Throws()
    {
        byte[] bytes = SampleFrame.Encode(SampleFrame.Reference);
        using var reader = new EventStreamReader(new MemoryStream(bytes, 0, bytes.Length - 1));
        for (int i = 1; i < SampleFrame.Reference.Count; i++)
        {
            Assert.True(await reader.ReadAsync());
        }

        EventStreamException fault = await Assert.ThrowsAsync<EventStreamException>(async () => await reader.ReadAsync());
        Assert.Equal(EventStreamFault.Truncated, fault.Fault);
    }

    internal static void AssertEveryCut(byte[] bytes)
    {
        IReadOnlyList<byte[]> whole = Decoding.Whole(bytes).Frames;
        var borders = new HashSet<int> { 0 };
        int border = 0;
        foreach (byte[] frame in whole)
        {
            borders.Add(border += frame.Length);
        }

        for (int end = 0; end <= bytes.Length; end++)
        {
            Decoding cut = Decoding.Whole(bytes.AsSpan(0, end));
            Assert.Equal(borders.Contains(end) ? null : EventStreamFault.Truncated, cut.Fault);
            Assert.Equal(whole.Take(cut.Frames.Count), cut.Frames);
            Assert.True(cut.Frames.Sum(frame => frame.Length) <= end, $"Cut at {end}: a frame came out that was not there.");
            Assert.Equal(borders.Count(place => place <= end) - 1, cut.Frames.Count);
        }
    }
}
