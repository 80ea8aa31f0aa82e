namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>The events of a response as JSON documents without a frame of AWS's around them.</summary>
internal abstract class ChunkSource : IEventSource
{
    /// <summary>The document the last successful read gave; valid until the next read.</summary>
    public abstract ReadOnlyMemory<byte> Data { get; }

    /// <inheritdoc/>
    public bool Shown { get; private set; }

    /// <summary>How many events without a document came in front of the current one; asked for once.</summary>
    public virtual int TakePassedOver() => 0;

    /// <inheritdoc/>
    public virtual void MarkShown() => Shown = true;

    /// <inheritdoc/>
    public abstract bool TryReadBuffered();

    /// <inheritdoc/>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
