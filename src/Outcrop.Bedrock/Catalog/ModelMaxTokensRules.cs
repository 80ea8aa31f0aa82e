namespace Outcrop.Bedrock.Catalog;

/// <summary>A model's limit of output tokens as a parameter.</summary>
public sealed record ModelMaxTokensRules
{
    /// <summary>Whether the model's own body must have one. Default: no.</summary>
    public bool Required { get; init; }

    /// <summary>
    /// What to send when the caller is silent; <see langword="null"/>: the smaller of <see cref="ModelInfo.MaxOutput"/> and the client's own bound. Something should be sent: Bedrock counts the model's maximum against the quota
    /// of a request that sets none.
    /// </summary>
    public int? Default { get; init; }

    /// <summary>The least; <see langword="null"/> where unknown.</summary>
    public int? Minimum { get; init; }

    internal static ModelMaxTokensRules None { get; } = new();
}
