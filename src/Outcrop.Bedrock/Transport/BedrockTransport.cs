namespace Outcrop.Bedrock.Transport;

/// <summary>Sends calls: endpoint, credentials, signature, timeouts, retries. Thread-safe.</summary>
internal sealed class BedrockTransport : IDisposable
{
    /// <summary>Creates a transport.</summary>
    /// <param name="options">Read once.</param>
    public BedrockTransport(BedrockClientOptions options) => _ = options;

    /// <summary>
    /// Makes one call: sends it, turns every error shape into a <see cref="Errors.BedrockException"/>, hands a good response to <paramref name="consume"/>, and tries again
    /// what the retry policy allows, errors that <paramref name="consume"/> throws included (it marks them not retryable once it has shown content). The response lives until
    /// the result is disposed if <typeparamref name="T"/> took it over by <paramref name="consume"/> returning it undisposed; otherwise <paramref name="consume"/> disposes it.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="consume">Reads the response; owns it from the moment it is called.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public Task<T> SendAsync<T>(BedrockCall call, Func<BedrockHttpResponse, CancellationToken, ValueTask<T>> consume, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{call.Path} {consume} {cancellationToken}");

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
