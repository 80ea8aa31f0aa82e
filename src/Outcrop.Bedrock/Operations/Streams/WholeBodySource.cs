using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>A response that was asked to stream and came whole: its body is the one event there is.</summary>
internal sealed class WholeBodySource(BedrockHttpResponse response) : ChunkSource
{
    private PooledBody? _body;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Data => _body?.Memory ?? default;

    /// <inheritdoc/>
    public override bool TryReadBuffered() => false;

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_body is not null)
        {
            return false;
        }

        try
        {
            _body = await PooledBody.ReadAsync(response.Body, TransportReading.MaxResponseLength, cancellationToken: cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (BodyTooLargeException fault)
        {
            throw new BedrockException(BedrockErrorKind.UnexpectedResponse, fault.Message, fault) { StatusCode = 200, RequestId = response.RequestId };
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _body?.Dispose();
        await response.Body.DisposeAsync().ConfigureAwait(false);
        response.Dispose();
    }
}
