namespace Outcrop.Bedrock.Rules.Learning;

/// <summary>What a refusal teaches.</summary>
internal enum LessonKind
{
    /// <summary>A parameter is left out.</summary>
    Drop,

    /// <summary><c>temperature</c> and <c>top_p</c> are not taken together.</summary>
    TemperatureWithTopP,

    /// <summary>A begun answer is not taken.</summary>
    Prefill,

    /// <summary>There is no stream with tools.</summary>
    ToolStreaming,

    /// <summary>Thinking is not taken with a budget.</summary>
    ThinkingEnabled,

    /// <summary>Thinking is not taken without a budget.</summary>
    ThinkingAdaptive,

    /// <summary>This conversation is not taken with thinking; the next one may be.</summary>
    ThinkingNow,

    /// <summary>No tool may be forced while the model thinks.</summary>
    ForcedToolWhileThinking,

    /// <summary>Tools are not strict.</summary>
    StrictTools,

    /// <summary>There is no native structured output.</summary>
    StructuredOutput,

    /// <summary>There are no cache points.</summary>
    CachePoints,

    /// <summary>Cache points have no time to live.</summary>
    CacheTtl,

    /// <summary>The output limit has a maximum, which the refusal tells.</summary>
    MaxTokens,

    /// <summary>Reasoning is not taken back.</summary>
    ReasoningHistory,
}
