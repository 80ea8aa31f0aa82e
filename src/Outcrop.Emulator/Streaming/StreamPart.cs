namespace Outcrop.Emulator.Streaming;

/// <summary>A part of a stream; its JSON lies in the writer that the persona was given.</summary>
/// <param name="EventType">The frame's <c>:event-type</c>.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct StreamPart(string EventType, PartKind Kind)
{
    /// <summary>The one event type of InvokeModelWithResponseStream.</summary>
    public static StreamPart Chunk(PartKind kind) => new("chunk", kind);
}
