using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>The stream of one of the compatible surfaces, read by its dialect.</summary>
internal sealed class SurfaceEventStream(ChunkSource chunks, FamilyStreamReader reader) : PrimedEventStream(chunks)
{
    /// <summary>Opens the stream of a response.</summary>
    /// <param name="response">The response; owned by the stream.</param>
    /// <param name="chat">What was asked.</param>
    public static SurfaceEventStream Open(BedrockHttpResponse response, PreparedChat chat)
    {
        SurfaceDialect dialect = chat.Dialect!;
        bool streamed = response.GetHeader("Content-Type")?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;
        ChunkSource source = streamed ? new SseSource(response) : new WholeBodySource(response);
        FamilyStreamReader reader = streamed ? dialect.CreateStreamReader() : new WholeAnswerReader(dialect);
        return new SurfaceEventStream(source, reader) { RequestId = response.RequestId, Dropped = chat.Report.Dropped, Adjusted = chat.Report.Adjusted, Attempts = response.Attempt };
    }

    /// <inheritdoc/>
    public override PartialUsage? UsageSoFar => reader.UsageSoFar;

    /// <inheritdoc/>
    protected override void ReadCurrent(ConverseEventSink sink) => reader.Read(chunks.Data, sink);
}
