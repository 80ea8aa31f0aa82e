namespace Outcrop.Bedrock.Converse;

/// <summary>
/// One event of a chat stream, with the names AWS gives them; a safe copy that may be kept. Immutable.
/// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html.
/// </summary>
public abstract record ConverseStreamEvent
{
    private protected ConverseStreamEvent()
    {
    }

    /// <summary>Copies an event out of pooled memory.</summary>
    internal static ConverseStreamEvent From(in ConverseEvent source) => source.Kind switch
    {
        ConverseEventKind.Unknown => new UnknownEvent(new RawJson(source.Raw).ToOwned()),
        ConverseEventKind.MessageStart => new MessageStartEvent(ConversationRole.Assistant),
        ConverseEventKind.ToolUseStart => new ContentBlockStartEvent(
            source.BlockIndex,
            new ToolUseStart(ConverseJson.Decode(source.ToolUseId), ConverseJson.Decode(source.ToolName), source.ToolUseType.IsEmpty ? null : ConverseJson.Decode(source.ToolUseType))),
        ConverseEventKind.OtherBlockStart => new ContentBlockStartEvent(source.BlockIndex, new OtherStart(new RawJson(source.Raw).ToOwned())),
        ConverseEventKind.TextDelta => new ContentBlockDeltaEvent(source.BlockIndex, new TextDelta(ConverseJson.Decode(source.Text))),
        ConverseEventKind.ToolInputDelta => new ContentBlockDeltaEvent(source.BlockIndex, new ToolUseDelta(ConverseJson.Decode(source.Text))),
        ConverseEventKind.ReasoningTextDelta => new ContentBlockDeltaEvent(source.BlockIndex, new ReasoningTextDelta(ConverseJson.Decode(source.Text))),
        ConverseEventKind.ReasoningSignatureDelta => new ContentBlockDeltaEvent(source.BlockIndex, new ReasoningSignatureDelta(ConverseJson.Decode(source.Text))),
        ConverseEventKind.RedactedReasoningDelta => new ContentBlockDeltaEvent(source.BlockIndex, new RedactedReasoningDelta(ConverseJson.Decode(source.Text))),
        ConverseEventKind.OtherDelta => new ContentBlockDeltaEvent(source.BlockIndex, new OtherDelta(new RawJson(source.Raw).ToOwned())),
        ConverseEventKind.ContentBlockStop => new ContentBlockStopEvent(source.BlockIndex),
        ConverseEventKind.MessageStop => new MessageStopEvent(source.StopReason, new RawJson(source.Raw).ToOwned()),
        ConverseEventKind.Metadata => new MetadataEvent(source.Usage, source.LatencyMilliseconds, new RawJson(source.Raw).ToOwned()),
        _ => throw new InvalidOperationException($"An event of kind {source.Kind} cannot be copied."),
    };
}

/// <summary>The message begins: always the first event of a stream.</summary>
/// <param name="Role">Who speaks: the assistant.</param>
public sealed record MessageStartEvent(ConversationRole Role) : ConverseStreamEvent
{
    /// <summary>Parts of the request that the model could not take and that were left out; empty when nothing was.</summary>
    public IReadOnlyList<Families.DroppedParameter> Dropped { get; init; } = [];

    /// <summary>Parts of the request that went out otherwise than the caller wrote them, or that were added; empty when none were.</summary>
    public IReadOnlyList<Rules.AdjustedParameter> Adjusted { get; init; } = [];

    /// <summary>Whether the stream was made of a whole answer, since the model does not stream such a request. Default: no.</summary>
    public bool IsSynthesized { get; init; }

    /// <summary>The <c>x-amzn-RequestId</c>; <see langword="null"/> where the response has none.</summary>
    public string? RequestId { get; init; }

    /// <inheritdoc/>
    public bool Equals(MessageStartEvent? other) => other is not null && Role == other.Role && IsSynthesized == other.IsSynthesized && RequestId == other.RequestId
        && Dropped.SequenceEqual(other.Dropped) && Adjusted.SequenceEqual(other.Adjusted);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Role, IsSynthesized, RequestId, Dropped.Count, Adjusted.Count);

    /// <summary>Writes the role alone; lists would only be named by their types.</summary>
    protected override bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Role = ").Append(Role);
        return true;
    }
}

/// <summary>A block begins. Text and reasoning come without: their first delta opens the block.</summary>
/// <param name="ContentBlockIndex">The block's index within the message.</param>
/// <param name="Start">What begins.</param>
public sealed record ContentBlockStartEvent(int ContentBlockIndex, ContentBlockStart Start) : ConverseStreamEvent;

/// <summary>A piece of a block.</summary>
/// <param name="ContentBlockIndex">The block's index within the message.</param>
/// <param name="Delta">The piece.</param>
public sealed record ContentBlockDeltaEvent(int ContentBlockIndex, ContentBlockDelta Delta) : ConverseStreamEvent;

/// <summary>A block ends.</summary>
/// <param name="ContentBlockIndex">The block's index within the message.</param>
public sealed record ContentBlockStopEvent(int ContentBlockIndex) : ConverseStreamEvent;

/// <summary>The message ended properly: the only mark of success a stream has. <see cref="MetadataEvent"/> may follow.</summary>
/// <param name="StopReason">Why it ended.</param>
/// <param name="AdditionalModelResponseFields">What the request asked for by <c>additionalModelResponseFieldPaths</c>; empty when nothing.</param>
public sealed record MessageStopEvent(StopReason StopReason, RawJson AdditionalModelResponseFields = default) : ConverseStreamEvent;

/// <summary>Usage, latency and what else comes after the message.</summary>
/// <param name="Usage">The tokens, where the event tells them.</param>
/// <param name="LatencyMilliseconds">Bedrock's own latency in milliseconds, where the event tells it.</param>
/// <param name="Raw">The whole event as it came: <c>trace</c>, <c>performanceConfig</c>, <c>serviceTier</c> are in it.</param>
public sealed record MetadataEvent(TokenUsage? Usage, long? LatencyMilliseconds, RawJson Raw) : ConverseStreamEvent
{
    /// <summary>What the guardrail found, when the request asked for its trace: the JSON of <c>trace.guardrail</c>, in Converse's shape or InvokeModel's; empty when there is none.</summary>
    public RawJson GuardrailTrace => GuardrailOutcome.TraceOf(Raw);
}

/// <summary>An event this version does not know. It is no end and no error.</summary>
/// <param name="Raw">Its payload.</param>
public sealed record UnknownEvent(RawJson Raw) : ConverseStreamEvent;
