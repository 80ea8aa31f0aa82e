namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>In what the families that speak OpenAI's chat differ when a request is written.</summary>
internal sealed record OpenAIChatRules
{
    /// <summary>Bedrock's own rendering of OpenAI's API, which takes nearly everything.</summary>
    public static OpenAIChatRules Open { get; } = new();

    /// <summary>Whether messages may hold images.</summary>
    public bool Images { get; init; } = true;

    /// <summary>Whether there are tools.</summary>
    public bool Tools { get; init; } = true;

    /// <summary>Whether a tool may be marked <c>strict</c>.</summary>
    public bool StrictTools { get; init; } = true;

    /// <summary>The word that demands a tool; <see langword="null"/> where the body has no <c>tool_choice</c> at all.</summary>
    public string? RequiredChoice { get; init; } = "required";

    /// <summary>Whether <c>tool_choice</c> may name a tool.</summary>
    public bool NamedChoice { get; init; } = true;

    /// <summary>Whether the body may say that calls are not to be parallel.</summary>
    public bool ParallelCalls { get; init; } = true;

    /// <summary>What the limit of output tokens is called.</summary>
    public string MaxTokensName { get; init; } = "max_tokens";

    /// <summary>Whether the body may say how hard to think.</summary>
    public bool ReasoningEffort { get; init; } = true;

    /// <summary>Vendor fields that the body may not hold.</summary>
    public string[] RefusedFields { get; init; } = [];
}
