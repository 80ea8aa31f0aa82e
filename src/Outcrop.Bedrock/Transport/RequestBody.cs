using System.Net;

namespace Outcrop.Bedrock.Transport;

/// <summary>A body that is sent without a copy and says when its last byte has gone out, since the first-byte timeout counts from there.</summary>
internal sealed class RequestBody : HttpContent
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Action _sent;

    public RequestBody(ReadOnlyMemory<byte> bytes, Action sent)
    {
        _bytes = bytes;
        _sent = sent;
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_bytes, cancellationToken).ConfigureAwait(false);
        _sent();
    }
}
