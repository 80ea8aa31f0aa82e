namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>What a text family calls the members of its body.</summary>
internal sealed record TextBodyShape
{
    /// <summary>The prompt.</summary>
    public string Prompt { get; init; } = "prompt";

    /// <summary>The object that holds the parameters; <see langword="null"/> where they stand beside the prompt.</summary>
    public string? Container { get; init; }

    /// <summary>The limit of output tokens.</summary>
    public string MaxTokens { get; init; } = "max_tokens";

    /// <summary>The temperature.</summary>
    public string Temperature { get; init; } = "temperature";

    /// <summary>The share of likelihood sampled from.</summary>
    public string TopP { get; init; } = "top_p";

    /// <summary>The number of tokens sampled from; <see langword="null"/> where there is no such member.</summary>
    public string? TopK { get; init; }

    /// <summary>The stop sequences; <see langword="null"/> where there is no such member.</summary>
    public string? Stop { get; init; } = "stop";
}
