namespace Outcrop.Bedrock.Catalog;

/// <summary>The JSON in which a model's reasoning is asked for.</summary>
public enum ModelReasoningShape
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Not asked for: the model always reasons, or never.</summary>
    None,

    /// <summary>Claude's <c>{"type": "enabled", "budget_tokens": n}</c>, <c>{"type": "adaptive"}</c> or <c>{"type": "disabled"}</c>.</summary>
    Thinking,

    /// <summary>Nova's <c>{"type": "enabled", "maxReasoningEffort": "low"}</c>.</summary>
    NovaConfig,

    /// <summary>A word of effort: <c>"low"</c>.</summary>
    Effort,

    /// <summary>The word in the object of the Responses API: <c>{"effort": "low"}</c>.</summary>
    EffortObject,
}
