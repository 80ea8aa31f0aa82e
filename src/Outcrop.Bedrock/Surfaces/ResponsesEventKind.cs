namespace Outcrop.Bedrock.Surfaces;

/// <summary>The kinds of event in a Responses stream that say something new. Source: https://platform.openai.com/docs/api-reference/responses-streaming.</summary>
internal enum ResponsesEventKind : byte
{
    /// <summary>A type this version does not know.</summary>
    Unknown,

    /// <summary><c>response.created</c>, <c>response.in_progress</c>, <c>response.queued</c>.</summary>
    Started,

    /// <summary><c>response.output_item.added</c>.</summary>
    ItemAdded,

    /// <summary><c>response.output_item.done</c>.</summary>
    ItemDone,

    /// <summary><c>response.output_text.delta</c>, <c>response.refusal.delta</c>.</summary>
    TextDelta,

    /// <summary><c>response.reasoning_text.delta</c>.</summary>
    ReasoningDelta,

    /// <summary><c>response.reasoning_summary_text.delta</c>.</summary>
    SummaryDelta,

    /// <summary><c>response.function_call_arguments.delta</c>.</summary>
    ArgumentsDelta,

    /// <summary>What repeats what other events have said: <c>….done</c> of a text or a part, <c>…part.added</c>.</summary>
    Repetition,

    /// <summary><c>response.completed</c>, <c>response.incomplete</c>, <c>response.failed</c>: the whole response once more, whose status tells which.</summary>
    Ended,

    /// <summary><c>error</c>.</summary>
    Error,
}
