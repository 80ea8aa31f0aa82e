namespace Outcrop.Bedrock.Converse;

/// <summary>
/// A stream whose first content event has come (or its proper end): from here on nothing is retried. It opens with <see cref="Events"/> already filled, so
/// it is read as <c>do { … } while (await stream.ReadAsync(…))</c>. Not thread-safe.
/// </summary>
internal abstract class ConverseEventStream : IAsyncDisposable
{
    /// <summary>The <c>x-amzn-RequestId</c>.</summary>
    public string? RequestId { get; init; }

    /// <summary>Parts of the request that were left out.</summary>
    public IReadOnlyList<Families.DroppedParameter> Dropped { get; init; } = [];

    /// <summary>Parts of the request that went out otherwise than the caller wrote them.</summary>
    public IReadOnlyList<Rules.AdjustedParameter> Adjusted { get; init; } = [];

    /// <summary>How many attempts it took.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Whether it was made of a whole answer, since the model does not stream such a request.</summary>
    public virtual bool IsSynthesized => false;

    /// <summary>Whether nothing of the stream can be understood that would say when it has ended: the bytes' own end, at a frame's border, is then all there is. Only for bytes that are passed on unread.</summary>
    public virtual bool EndsUnsaid => false;

    /// <summary>What has been told of the tokens before the end, for the account of a stream that breaks; <see langword="null"/> for models that tell nothing before it.</summary>
    public virtual PartialUsage? UsageSoFar => null;

    /// <summary>The events that came with the opening or the last read; valid until the next read.</summary>
    public abstract ReadOnlySpan<ConverseEvent> Events { get; }

    /// <summary>Reads the events of the next frame that is already here, without waiting; lets a writer flush once per upstream read.</summary>
    /// <returns><see langword="false"/> when nothing is buffered; it says nothing about the end.</returns>
    public abstract bool TryReadBuffered();

    /// <summary>Reads the events of the next frame.</summary>
    /// <param name="cancellationToken">The caller's own end.</param>
    /// <returns><see langword="false"/> only after a proper end: the model said it had stopped, and the stream closed.</returns>
    /// <exception cref="Errors.BedrockException">The stream broke: exception frame, checksum, truncation, end without <c>messageStop</c>, timeout.</exception>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
