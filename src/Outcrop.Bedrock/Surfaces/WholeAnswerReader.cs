using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>Makes a stream's events of the one whole answer that came in its place.</summary>
internal sealed class WholeAnswerReader(SurfaceDialect dialect) : FamilyStreamReader
{
    /// <inheritdoc/>
    public override void Read(ReadOnlyMemory<byte> chunk, ConverseEventSink sink) => WholeAnswer.Emit(dialect.ReadResponse(chunk), chunk, sink);
}
