namespace Outcrop.Bedrock.Converse;

/// <summary>Whether a model thinks.</summary>
public enum ReasoningMode
{
    /// <summary>Not at all.</summary>
    Disabled,

    /// <summary>Within a budget of tokens.</summary>
    Enabled,

    /// <summary>As much as the model finds right for each question.</summary>
    Adaptive,
}
