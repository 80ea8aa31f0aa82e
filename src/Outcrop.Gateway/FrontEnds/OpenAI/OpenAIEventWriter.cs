using System.IO.Pipelines;
using Outcrop.Wire.Sse;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>What the streams of this dialect's endpoints have alike: server-sent events, comments as signs of life, and an end behind the mark of an answer that broke, which every client was seen to raise.</summary>
/// <param name="output">The answer.</param>
internal abstract class OpenAIEventWriter(PipeWriter output) : EventWriter(output)
{
    /// <inheritdoc/>
    public sealed override string ContentType => "text/event-stream; charset=utf-8";

    /// <inheritdoc/>
    public sealed override bool HasHeartbeat => true;

    /// <inheritdoc/>
    public sealed override bool EndsWithItsMark => true;

    /// <inheritdoc/>
    public sealed override void WriteHeartbeat() => SseWriter.WriteComment(Output, "alive"u8);
}
