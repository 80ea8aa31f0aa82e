using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Operations;

/// <summary>A chat request ready to be sent. Disposing it gives the body back, so it lives as long as attempts may follow.</summary>
/// <param name="Call">The call.</param>
/// <param name="Family">Who reads the answer; <see langword="null"/> for Converse.</param>
/// <param name="IsStreamed">Whether the answer will come as a stream.</param>
/// <param name="Draft">The request as it goes out, what became of it, and what its answer must undo.</param>
/// <param name="Body">The body's memory.</param>
internal sealed record PreparedChat(BedrockCall Call, ModelFamily? Family, bool IsStreamed, RequestDraft Draft, PooledBufferWriter Body) : IDisposable
{
    /// <summary>Who reads the answer of a compatible surface; <see langword="null"/> for Bedrock's own APIs.</summary>
    public SurfaceDialect? Dialect { get; init; }

    /// <summary>What became of the request.</summary>
    public RequestReport Report => Draft.Report;

    /// <inheritdoc/>
    public void Dispose() => Body.Dispose();
}
