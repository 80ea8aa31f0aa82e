namespace Outcrop.Bedrock.Converse;

/// <summary>What one event of a stream says. Deltas are split by what they carry, so that a writer switches once.</summary>
internal enum ConverseEventKind : byte
{
    /// <summary>An event type or delta member this version does not know; <see cref="ConverseEvent.Raw"/> has it. Counted, never an end.</summary>
    Unknown,

    /// <summary>The message begins.</summary>
    MessageStart,

    /// <summary>A tool call begins: <see cref="ConverseEvent.ToolUseId"/>, <see cref="ConverseEvent.ToolName"/>.</summary>
    ToolUseStart,

    /// <summary>A block of another kind begins; <see cref="ConverseEvent.Raw"/> has its <c>start</c>.</summary>
    OtherBlockStart,

    /// <summary>Text of the answer.</summary>
    TextDelta,

    /// <summary>A fragment of a tool call's arguments, JSON text.</summary>
    ToolInputDelta,

    /// <summary>Text of the model's reasoning.</summary>
    ReasoningTextDelta,

    /// <summary>The signature of the reasoning, or a part of it.</summary>
    ReasoningSignatureDelta,

    /// <summary>Encrypted reasoning, base64.</summary>
    RedactedReasoningDelta,

    /// <summary>A delta of another kind (<c>citation</c>, <c>image</c>, <c>toolResult</c>); <see cref="ConverseEvent.Raw"/> has the <c>delta</c>.</summary>
    OtherDelta,

    /// <summary>A block ends.</summary>
    ContentBlockStop,

    /// <summary>The message ends properly: <see cref="ConverseEvent.StopReason"/>. The only mark of success there is.</summary>
    MessageStop,

    /// <summary>Usage and what else comes after the message: <see cref="ConverseEvent.Usage"/>, <see cref="ConverseEvent.Raw"/>. Its counts are totals: a later one replaces an earlier one, they are never added up.</summary>
    Metadata,
}
