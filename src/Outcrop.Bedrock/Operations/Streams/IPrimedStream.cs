namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>A stream whose beginning is read while a failure may still be retried, since the caller has seen nothing of it.</summary>
internal interface IPrimedStream : IAsyncDisposable
{
    /// <summary>Reads up to the first content; what was read stays for the first read.</summary>
    /// <param name="cancellationToken">The end of the attempt.</param>
    ValueTask PrimeAsync(CancellationToken cancellationToken);
}
