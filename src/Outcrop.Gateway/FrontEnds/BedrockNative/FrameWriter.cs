using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Native;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>
/// Passes frames on as they came, both checksums included. The protocol has no mark for a proper end and none for a sign of life; what breaks ends with an exception frame, as AWS ends it, which every SDK raises.
/// Not thread-safe.
/// </summary>
/// <param name="output">The answer.</param>
/// <param name="isConverse">Whether the stream is <c>ConverseStream</c>'s, whose exceptions are fewer.</param>
internal sealed class FrameWriter(PipeWriter output, bool isConverse) : EventWriter(output)
{
    /// <inheritdoc/>
    public override string ContentType => "application/vnd.amazon.eventstream";

    /// <inheritdoc/>
    public override bool EndsWithItsMark => true;

    /// <inheritdoc/>
    public override void SetHeaders(IHeaderDictionary headers, ConverseEventStream stream) => NativeHeaders.Tell(headers, stream.RequestId, ((NativeEventStream)stream).Headers);

    /// <inheritdoc/>
    public override void WriteRead(ConverseEventStream stream)
    {
        foreach (ReadOnlyMemory<byte> frame in ((NativeEventStream)stream).Units)
        {
            Output.Write(frame.Span);
        }
    }

    /// <inheritdoc/>
    public override void Write(in ConverseEvent converseEvent) => throw new NotSupportedException("Frames are passed on as they came.");

    /// <inheritdoc/>
    public override void WriteError(GatewayError error) => AwsErrorWriter.WriteFrame(Output, error, isConverse);
}
