namespace Outcrop.Bedrock.Catalog;

/// <summary>How a model is kept to a JSON schema.</summary>
public enum ModelStructuredOutput
{
    /// <summary>Not known. A native <c>outputConfig</c> goes out as the caller said.</summary>
    Unknown,

    /// <summary>By <c>outputConfig.textFormat</c>.</summary>
    Native,

    /// <summary>By a tool that it is forced to call.</summary>
    ForcedTool,

    /// <summary>Not at all: only by asking for it in the prompt.</summary>
    None,
}
