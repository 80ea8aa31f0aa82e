namespace Outcrop.Bedrock.Tests.Operations;

/// <summary>Bytes that arrive a few at a time.</summary>
internal sealed class SteppedStream(ReadOnlyMemory<byte> bytes, int step) : MemoryStream(bytes.ToArray(), writable: false)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
}
