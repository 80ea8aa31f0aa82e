using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

public sealed class EventStreamReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(100_000)]
    public async Task Reader_SourceInPieces_GivesEveryFrameThenTheEnd(int pieceLength)
    {
        using var reader = new EventStreamReader(new PieceStream(SampleFrame.Encode(SampleFrame.Reference), pieceLength));
        var frames = new List<SampleFrame>();
        while (await reader.ReadAsync())
        {
            frames.Add(SampleFrame.From(reader.Current));
        }

        Assert.Equal(SampleFrame.Reference, frames);
        Assert.False(await reader.ReadAsync());
    }

    [Fact]
    public async Task TryReadBuffered_SeveralFramesInOneRead_TakesThemWithoutWaiting()
    {
        using var reader = new EventStreamReader(new MemoryStream(SampleFrame.Encode(SampleFrame.Reference)));
        Assert.False(reader.TryReadBuffered());
        Assert.True(await reader.ReadAsync());

        int more = 0;
        while (reader.TryReadBuffered())
        {
            more++;
        }

        Assert.Equal(SampleFrame.Reference.Count - 1, more);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_ThrowsAndLeavesTheSourceOpen()
    {
        var source = new MemoryStream(SampleFrame.Encode(SampleFrame.Reference));
        var reader = new EventStreamReader(source);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.ReadAsync(new CancellationToken(canceled: true)));
        Assert.True(await reader.ReadAsync());
        reader.Dispose();
        Assert.True(source.CanRead);
    }

    [Fact]
    public void Headers_AskedForAnotherType_SayWhichTypeTheyAre()
    {
        using var decoder = new EventStreamDecoder();
        decoder.Append(SampleFrame.Encode(new SampleFrame([("n", 5), ("s", "text")], [])));
        Assert.True(decoder.TryRead(out EventStreamFrame frame));

        Assert.False(frame.TryGetString("n"u8, out _));
        Assert.False(frame.TryGetString("S"u8, out _));
        Assert.True(frame.TryGetString("s"u8, out ReadOnlySpan<byte> value));
        Assert.True(value.SequenceEqual("text"u8));
        InvalidOperationException fault = Assert.Throws<InvalidOperationException>(() =>
        {
            EventStreamHeaderEnumerator headers = frame.GetHeaders();
            headers.MoveNext();
            headers.Current.GetString();
        });
        Assert.Contains("Int32", fault.Message, StringComparison.Ordinal);
    }

    private sealed class PieceStream(byte[] bytes, int pieceLength) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceLength)], cancellationToken);
    }
}
