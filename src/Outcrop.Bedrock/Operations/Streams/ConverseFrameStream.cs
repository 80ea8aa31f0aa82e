using Outcrop.Bedrock.Converse;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>The stream of <c>ConverseStream</c>.</summary>
internal sealed class ConverseFrameStream(FrameReader frames) : PrimedEventStream(frames)
{
    /// <inheritdoc/>
    protected override void ReadCurrent(ConverseEventSink sink)
    {
        EventStreamFrame frame = frames.Current;
        frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> eventType);
        ConverseEventReader.Read(eventType, frame.Payload, sink);
    }
}
