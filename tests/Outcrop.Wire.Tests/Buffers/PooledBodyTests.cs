using Outcrop.Testing;
using Outcrop.Wire.Buffers;

namespace Outcrop.Wire.Tests.Buffers;

public sealed class PooledBodyTests
{
    [Theory]
    [InlineData(0, null)]
    [InlineData(0, 0L)]
    [InlineData(1, null)]
    [InlineData(5_000, 5_000L)]
    [InlineData(5_000, 1L)]
    [InlineData(200_000, null)]
    [InlineData(200_000, 200_000L)]
    [InlineData(200_000, -1L)]
    public async Task Read_WholeStream_HoldsItsBytesWhateverWasAnnounced(int length, long? announced)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using PooledBody body = await PooledBody.ReadAsync(new MemoryStream(bytes), limit: 200_000, announced);

        Assert.Equal(bytes, body.Memory.ToArray());
    }

    [Fact]
    public async Task Read_AtTheLimit_IsAcceptedAndOneByteMoreRefused()
    {
        using PooledBody body = await PooledBody.ReadAsync(new MemoryStream(new byte[1_000]), limit: 1_000);
        Assert.Equal(1_000, body.Memory.Length);

        BodyTooLargeException fault = await Assert.ThrowsAsync<BodyTooLargeException>(async () => await PooledBody.ReadAsync(new MemoryStream(new byte[1_001]), limit: 1_000));
        Assert.Equal(1_000, fault.Limit);
    }

    [Fact]
    public async Task Read_MoreAnnouncedThanAllowed_IsRefusedBeforeReading()
    {
        var source = new MemoryStream(new byte[10]);
        await Assert.ThrowsAsync<BodyTooLargeException>(async () => await PooledBody.ReadAsync(source, limit: 5, lengthHint: 6));
        Assert.Equal(0, source.Position);
    }

    [Fact]
    public void Read_GreatLengthAnnouncedAndNothingSent_AllocatesLittle()
    {
        long allocated = AllocationMeter.Once(() =>
        {
            ValueTask<PooledBody> reading = PooledBody.ReadAsync(Stream.Null, limit: long.MaxValue, lengthHint: 2L * 1024 * 1024 * 1024);
            Assert.True(reading.IsCompleted);
            reading.GetAwaiter().GetResult().Dispose();
        });

        Assert.True(allocated < 160 * 1024, $"{allocated} bytes were allocated for an announcement.");
    }

    [Fact]
    public async Task Read_Cancelled_Throws() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await PooledBody.ReadAsync(new MemoryStream([1]), limit: 10, cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public async Task Disposed_Twice_HoldsNothing()
    {
        PooledBody body = await PooledBody.ReadAsync(new MemoryStream([1, 2]), limit: 10);
        body.Dispose();
        body.Dispose();
        Assert.True(body.Memory.IsEmpty);
    }
}
