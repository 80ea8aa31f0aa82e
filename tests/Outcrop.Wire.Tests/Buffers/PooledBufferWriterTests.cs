using System.Buffers;
using Outcrop.Testing;
using Outcrop.Wire.Buffers;

namespace Outcrop.Wire.Tests.Buffers;

public sealed class PooledBufferWriterTests
{
    [Fact]
    public void Writes_OfAnySizeByAnyWay_StandOneAfterAnother() => Seeds.ForEach(200, random =>
    {
        using var writer = new PooledBufferWriter(random.Next(0, 40));
        var expected = new List<byte>();
        for (int left = random.Next(1, 40); left > 0; left--)
        {
            byte[] piece = new byte[random.Next(0, random.Next(1, 9_000))];
            random.NextBytes(piece);
            switch (random.Next(4))
            {
                case 0:
                    writer.Write(piece);
                    break;
                case 1:
                    piece.CopyTo(writer.GetSpan(piece.Length));
                    writer.Advance(piece.Length);
                    break;
                case 2:
                    piece.CopyTo(writer.GetMemory(piece.Length));
                    writer.Advance(piece.Length);
                    break;
                default:
                    ((IBufferWriter<byte>)writer).Write(piece);
                    break;
            }

            expected.AddRange(piece);
        }

        Assert.Equal(expected, writer.WrittenMemory.ToArray());
        Assert.Equal(expected.Count, writer.WrittenCount);
        writer.Clear();
        Assert.Equal(0, writer.WrittenCount);
    });

    [Fact]
    public void Room_AskedForWithoutASize_IsNeverEmpty()
    {
        using var writer = new PooledBufferWriter();
        for (int i = 0; i < 100; i++)
        {
            int room = writer.GetSpan().Length;
            Assert.True(room > 0);
            writer.Advance(room);
            if (writer.WrittenCount > 1_000_000)
            {
                break;
            }
        }
    }

    [Fact]
    public void Misuse_IsRefused()
    {
        using var writer = new PooledBufferWriter(16);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(writer.GetSpan().Length + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetSpan(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PooledBufferWriter(-1));
    }
}
