namespace Outcrop.Emulator.Streaming;

/// <summary>A part of a stream; its JSON lies in the writer that the persona was given.</summary>
/// <param name="EventType">The frame's <c>:event-type</c>.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct StreamPart(string EventType, PartKind Kind)
{
    /// <summary>The one event type of InvokeModelWithResponseStream.</summary>
    public static StreamPart Chunk(PartKind kind) => new("chunk", kind);

    /// <summary>Whether a script leaves it out: the stop, the metadata, and with the stop of any dialect but Converse what follows it.</summary>
    public bool IsOmittedBy(EmulatorScript? script, bool invoke) => script is not null && Kind switch
    {
        PartKind.Stop => script.OmitMessageStop,
        PartKind.Metadata => script.OmitMetadata || (invoke && script.OmitMessageStop),
        PartKind.Structure or PartKind.Content or _ => false,
    };
}
