using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>The stream of <c>InvokeModelWithResponseStream</c>, read by a family.</summary>
internal sealed class InvokeFrameStream(FrameReader frames, FamilyStreamReader family) : PrimedEventStream(frames)
{
    private readonly InvokeChunkReader _chunks = new(family);

    /// <inheritdoc/>
    public override PartialUsage? UsageSoFar => family.UsageSoFar;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _chunks.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void ReadCurrent(ConverseEventSink sink)
    {
        EventStreamFrame frame = frames.Current;
        frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> eventType);
        _chunks.Read(eventType, frame.Payload, sink);
    }
}
