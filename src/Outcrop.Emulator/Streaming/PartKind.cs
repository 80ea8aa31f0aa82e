namespace Outcrop.Emulator.Streaming;

/// <summary>What a part of a stream is, as pacing and faults see it.</summary>
internal enum PartKind
{
    /// <summary>Goes out at once.</summary>
    Structure,

    /// <summary>Holds something of the answer: a pause comes before all but the first.</summary>
    Content,

    /// <summary>Says that the message is over.</summary>
    Stop,

    /// <summary>Usage and timing after it.</summary>
    Metadata,
}
