namespace Outcrop.Gateway.Configuration;

/// <summary>Anthropic's dialect: the <c>anthropic</c> member. Immutable.</summary>
public sealed record AnthropicSettings
{
    /// <summary>Beta flags about which the operator knows better, by name; a <c>*</c> at the end stands for every ending. Default: none, and the table that ships with this version holds.</summary>
    public IReadOnlyDictionary<string, BetaSetting> Betas { get; init; } = new Dictionary<string, BetaSetting>();

    /// <summary>Members of the body that Bedrock does not have, or has after all (<see cref="BetaDisposition.Pass"/>), by place. Default: none, and the table holds.</summary>
    public IReadOnlyDictionary<string, BetaDisposition> Members { get; init; } = new Dictionary<string, BetaDisposition>();

    /// <summary>What becomes of flags that nobody knows. Default: they go out, and are left out when Bedrock refuses them.</summary>
    public BetaDisposition UnknownBetas { get; init; } = BetaDisposition.Pass;
}
