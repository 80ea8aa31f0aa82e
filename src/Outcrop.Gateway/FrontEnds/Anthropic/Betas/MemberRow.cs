namespace Outcrop.Gateway.FrontEnds.Anthropic.Betas;

/// <summary>A member of the body that Bedrock does not have, whatever flags are sent. Immutable.</summary>
internal sealed record MemberRow
{
    /// <summary>Its place.</summary>
    public required string Place { get; init; }

    /// <summary>What becomes of it: <c>drop</c> or <c>refuse</c>.</summary>
    public required string Bedrock { get; init; }

    /// <summary>Values, as JSON, that ask for nothing: left out untold.</summary>
    public IReadOnlyList<string> Harmless { get => field ?? []; init; }

    /// <summary>Where this is known from.</summary>
    public required string Source { get; init; }

    /// <summary>When it was known, <c>yyyy-MM-dd</c>.</summary>
    public required string AsOf { get; init; }
}
