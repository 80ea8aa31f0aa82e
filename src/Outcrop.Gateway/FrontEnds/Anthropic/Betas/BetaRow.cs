namespace Outcrop.Gateway.FrontEnds.Anthropic.Betas;

/// <summary>A row of the table of beta flags. Immutable.</summary>
internal sealed record BetaRow
{
    /// <summary>The flag, or the beginning of its name with <c>*</c> behind it.</summary>
    public required string Name { get; init; }

    /// <summary>What becomes of it on Bedrock: <c>pass</c>, <c>drop</c>, <c>ignore</c> or <c>refuse</c>.</summary>
    public required string Bedrock { get; init; }

    /// <summary>Its name on Bedrock, where that is another one.</summary>
    public string? As { get; init; }

    /// <summary>The places of the body that it governs: they go where it goes.</summary>
    public IReadOnlyList<string> Fields { get => field ?? []; init; }

    /// <summary>Where this is known from.</summary>
    public required string Source { get; init; }

    /// <summary>When it was known, <c>yyyy-MM-dd</c>.</summary>
    public required string AsOf { get; init; }
}
