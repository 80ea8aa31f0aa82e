using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Configuration;

/// <summary>What a model or a key has other than everybody else; <see langword="null"/> leaves it. Immutable.</summary>
public sealed record RoutePolicyOverrides
{
    /// <summary>Nothing.</summary>
    public static readonly RoutePolicyOverrides None = new();

    /// <summary>How a target is chosen.</summary>
    public RoutingStrategy? Strategy { get; init; }

    /// <summary>Whether a conversation stays with its target.</summary>
    public bool? Sticky { get; init; }

    /// <summary>See <see cref="BedrockTimeouts.FirstByte"/>.</summary>
    public TimeSpan? FirstByte { get; init; }

    /// <summary>See <see cref="BedrockTimeouts.Idle"/>.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>See <see cref="BedrockTimeouts.Total"/>.</summary>
    public TimeSpan? Total { get; init; }

    /// <summary>See <see cref="BedrockRetryOptions.MaxAttempts"/>.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>See <see cref="BedrockRetryOptions.MaxBackoff"/>.</summary>
    public TimeSpan? MaxBackoff { get; init; }
}
