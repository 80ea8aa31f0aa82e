using System.IO.Pipelines;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>An answer that goes nowhere and allocates nothing.</summary>
internal sealed class DiscardingPipe : PipeWriter
{
    private readonly byte[] _room = new byte[64 * 1024];

    public long Written { get; private set; }

    public override void Advance(int bytes) => Written += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _room;

    public override Span<byte> GetSpan(int sizeHint = 0) => _room;

    public override void CancelPendingFlush() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) => throw new NotSupportedException();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
