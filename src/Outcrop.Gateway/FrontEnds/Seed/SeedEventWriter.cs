using System.IO.Pipelines;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.Seed;

/// <summary>Writes the text of the answer, and nothing but the text: no framing, no reasoning, no tool calls. Allocates nothing per event.</summary>
/// <param name="output">The answer.</param>
/// <param name="requestId">The request's id, for the error mark.</param>
internal sealed class SeedEventWriter(PipeWriter output, string requestId) : EventWriter(output)
{
    /// <inheritdoc/>
    public override string ContentType => "text/event-stream; charset=utf-8";

    /// <inheritdoc/>
    public override void Write(in ConverseEvent converseEvent)
    {
        if (converseEvent.Kind == ConverseEventKind.TextDelta)
        {
            converseEvent.Text.CopyDecodedTo(Output);
        }
    }

    /// <inheritdoc/>
    public override void WriteError(GatewayError error) => SeedErrorWriter.WriteMark(Output, error, requestId);
}
