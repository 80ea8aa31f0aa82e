using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Routing;

/// <summary>How a request is sent along its route, after the key's and the model's own settings. Immutable.</summary>
/// <param name="Strategy">How a target is chosen.</param>
/// <param name="Sticky">Whether a conversation stays with its target, so that prompt caches keep hitting.</param>
/// <param name="Timeouts">How long a whole answer is waited for.</param>
/// <param name="Retry">What is sent again.</param>
internal sealed record RoutePolicy(RoutingStrategy Strategy, bool Sticky, BedrockTimeouts Timeouts, BedrockRetryOptions Retry)
{
    /// <summary>What holds where nothing is configured.</summary>
    public static readonly RoutePolicy Default = new(RoutingStrategy.Priority, true, new BedrockTimeouts(), new BedrockRetryOptions());

    /// <summary>How long a stream is waited for.</summary>
    public BedrockTimeouts StreamTimeouts { get; init; } = Timeouts;

    /// <summary>This with what a model or a key has other than everybody else.</summary>
    /// <param name="overrides">What.</param>
    public RoutePolicy With(RoutePolicyOverrides overrides) => ReferenceEquals(overrides, RoutePolicyOverrides.None) ? this : new RoutePolicy(
        overrides.Strategy ?? Strategy,
        overrides.Sticky ?? Sticky,
        With(Timeouts, overrides),
        Retry with { MaxAttempts = overrides.MaxAttempts ?? Retry.MaxAttempts, MaxBackoff = overrides.MaxBackoff ?? Retry.MaxBackoff })
    {
        StreamTimeouts = With(StreamTimeouts, overrides),
    };

    private static BedrockTimeouts With(BedrockTimeouts timeouts, RoutePolicyOverrides overrides) =>
        timeouts with { FirstByte = overrides.FirstByte ?? timeouts.FirstByte, Idle = overrides.Idle ?? timeouts.Idle, Total = overrides.Total ?? timeouts.Total };
}
