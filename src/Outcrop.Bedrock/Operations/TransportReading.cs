using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>The two ways in which an operation takes a response: whole, or as a stream that has been read up to what may no longer be retried.</summary>
internal static class TransportReading
{
    /// <summary>The most bytes of an answer that is read whole.</summary>
    public const long MaxResponseLength = 256L * 1024 * 1024;

    /// <summary>Sends a call and reads its answer whole.</summary>
    /// <param name="transport">The transport.</param>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads the body; it may keep nothing of the memory.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public static Task<T> SendWholeAsync<T>(this BedrockTransport transport, BedrockCall call, Func<BedrockHttpResponse, ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken) =>
        transport.SendAsync(
            call,
            async (response, attempt) =>
            {
                using HttpResponseMessage message = response.Message;
                using PooledBody body = await WholeAnswer.ReadAsync(response, attempt).ConfigureAwait(false);
                return read(response, body.Memory);
            },
            cancellationToken);

    /// <summary>Sends a call and opens its stream.</summary>
    /// <param name="transport">The transport.</param>
    /// <param name="call">The call.</param>
    /// <param name="open">Makes the stream, which then owns the response.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public static Task<T> OpenStreamAsync<T>(this BedrockTransport transport, BedrockCall call, Func<BedrockHttpResponse, T> open, CancellationToken cancellationToken)
        where T : IPrimedStream =>
        transport.SendAsync(
            call,
            async (response, attempt) =>
            {
                T stream = open(response);
                try
                {
                    await stream.PrimeAsync(attempt).ConfigureAwait(false);
                    return stream;
                }
                catch
                {
                    await stream.DisposeAsync().ConfigureAwait(false);
                    throw;
                }
            },
            cancellationToken);
}
