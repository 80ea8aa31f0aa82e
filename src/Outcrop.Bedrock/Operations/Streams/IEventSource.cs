namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>
/// The events of one response, however they are framed. What breaks the response leaves as <see cref="Errors.BedrockException"/>, marked as final once <see cref="Shown"/> is set.
/// Owns the response. Not thread-safe.
/// </summary>
internal interface IEventSource : IAsyncDisposable
{
    /// <summary>Whether content has been shown to the caller, so that no failure may be retried any more.</summary>
    bool Shown { get; }

    /// <summary>Content has come: from here on only the idle timeout bounds the wait, and no failure may be retried.</summary>
    void MarkShown();

    /// <summary>Takes an event that is already here.</summary>
    bool TryReadBuffered();

    /// <summary>Reads the next event; <see langword="false"/> when the bytes ended where an event may end.</summary>
    /// <param name="cancellationToken">The caller's own end.</param>
    ValueTask<bool> ReadAsync(CancellationToken cancellationToken);
}
