namespace Outcrop.Gateway.Configuration;

/// <summary>Looking after accounts and regions by free calls of Bedrock's control plane: the <c>health</c> member. Immutable.</summary>
public sealed record HealthSettings
{
    /// <summary>How often each account and region is looked at, a tenth more or less by chance; zero: never. Default: 60 seconds.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);
}
