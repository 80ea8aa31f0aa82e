using System.Text;
using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

public sealed class CorruptionTests
{
    [Fact]
    public void SmallFrame_OneBitFlipped_IsRefusedAtEveryBit()
    {
        byte[] good = SampleFrame.Encode(SampleFrame.Reference[0]);
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));

            // A second, sound frame behind it must not come out either: nothing resynchronises.
            Decoding decoding = Decoding.Whole([.. bad, .. good]);

            Assert.Empty(decoding.Frames);
            Assert.True(decoding.Fault is EventStreamFault.PreludeChecksum or EventStreamFault.MessageChecksum, $"Bit {bit}: {decoding.Fault}");
        }
    }

    /// <summary>Headers that pass both checksums and are still no headers.</summary>
    [Theory]
    [InlineData("00", "no name")]
    [InlineData("0161", "no type")]
    [InlineData("016100016100", "name twice")]
    [InlineData("01610A", "type ten")]
    [InlineData("0161FF", "type 255")]
    [InlineData("016102", "no byte")]
    [InlineData("01610300", "half a short")]
    [InlineData("016104000000", "three of four")]
    [InlineData("01610500000000000000", "seven of eight")]
    [InlineData("01610800000000000000", "seven of eight")]
    [InlineData("016109000000000000000000000000000000", "fifteen of sixteen")]
    [InlineData("01610700", "half a length")]
    [InlineData("0161070002", "no text")]
    [InlineData("016107000261", "one of two")]
    [InlineData("0561626300", "name past the end")]
    [InlineData("0161070001FF", "text not UTF-8")]
    [InlineData("0161070003EDA080", "surrogate in UTF-8")]
    [InlineData("01FF00", "name not UTF-8")]
    public void Headers_Malformed_AreRefusedThoughTheChecksumsHold(string hex, string why)
    {
        Decoding decoding = Decoding.Whole(RawFrame.WithHeaders(Convert.FromHexString(hex), "{}"u8));

        Assert.Empty(decoding.Frames);
        Assert.True(decoding.Fault == EventStreamFault.MalformedHeader, $"{why}: {decoding.Fault}");
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(20, true)]
    [InlineData(500, false)]
    [InlineData(500, true)]
    public void Headers_ManyNames_AreComparedWithAll(int count, bool lastIsDouble)
    {
        var block = new List<byte>();
        for (int i = 0; i < count; i++)
        {
            byte[] name = Encoding.UTF8.GetBytes($"header-{(lastIsDouble && i == count - 1 ? 3 : i)}");
            block.AddRange([(byte)name.Length, .. name, 0]);
        }

        Decoding decoding = Decoding.Whole(RawFrame.WithHeaders([.. block]));

        Assert.Equal(lastIsDouble ? EventStreamFault.MalformedHeader : null, decoding.Fault);
    }

    [Fact]
    public void Enumerator_MalformedBytes_Throws()
    {
        EventStreamException fault = Assert.Throws<EventStreamException>(() =>
        {
            var headers = new EventStreamHeaderEnumerator([1, (byte)'a', 99]);
            headers.MoveNext();
        });
        Assert.Equal(EventStreamFault.MalformedHeader, fault.Fault);
    }
}
