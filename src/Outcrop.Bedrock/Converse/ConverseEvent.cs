using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>
/// One event of a stream as a view over pooled memory: valid until its source is asked for the next frame. The gateway's token path
/// works on these and allocates nothing; the public API copies them into safe objects.
/// </summary>
internal readonly struct ConverseEvent
{
    /// <summary>What the event says.</summary>
    public ConverseEventKind Kind { get; init; }

    /// <summary>The block it belongs to.</summary>
    public int BlockIndex { get; init; }

    /// <summary>The delta's text, as escaped JSON characters.</summary>
    public JsonText Text { get; init; }

    /// <summary>The id of the tool call that begins.</summary>
    public JsonText ToolUseId { get; init; }

    /// <summary>The name of the tool that is called.</summary>
    public JsonText ToolName { get; init; }

    /// <summary>The wire's <c>type</c> of the tool call, such as <c>server_tool_use</c> for a tool the service runs itself; empty where it has none.</summary>
    public JsonText ToolUseType { get; init; }

    /// <summary>Why the message ended.</summary>
    public StopReason StopReason { get; init; }

    /// <summary>The tokens, in a metadata event that has them.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Bedrock's own latency in a metadata event that tells it.</summary>
    public long? LatencyMilliseconds { get; init; }

    /// <summary>
    /// The JSON of what the other members do not hold: a delta, a start, the <c>additionalModelResponseFields</c> of a message's end, the whole metadata
    /// event (from InvokeModel: the chunk that told the tokens), or the whole payload of an unknown event.
    /// </summary>
    public ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>Whether the event shows the caller something, so that from here on nothing may be retried.</summary>
    public bool IsContent => Kind switch
    {
        // gpt-oss opens with a block of one empty text: nothing has been shown by that.
        ConverseEventKind.TextDelta or ConverseEventKind.ReasoningTextDelta => !Text.IsEmpty,
        ConverseEventKind.ToolUseStart or ConverseEventKind.ToolInputDelta or ConverseEventKind.ReasoningSignatureDelta or ConverseEventKind.RedactedReasoningDelta
            or ConverseEventKind.OtherDelta or ConverseEventKind.OtherBlockStart or ConverseEventKind.MessageStop => true,
        ConverseEventKind.Unknown or ConverseEventKind.MessageStart or ConverseEventKind.ContentBlockStop or ConverseEventKind.Metadata => false,
        _ => throw new InvalidOperationException($"Unknown event kind {Kind}."),
    };

    /// <summary>A copy that owns what it points at.</summary>
    public ConverseEvent ToOwned() => this with
    {
        Text = Own(Text),
        ToolUseId = Own(ToolUseId),
        ToolName = Own(ToolName),
        ToolUseType = Own(ToolUseType),
        Raw = Raw.IsEmpty ? default : Raw.ToArray(),
    };

    private static JsonText Own(JsonText text) => text.IsEmpty ? text : new JsonText(text.Utf8.ToArray(), text.IsEscaped);
}
