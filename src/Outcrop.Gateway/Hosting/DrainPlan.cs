using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Hosting;

/// <summary>When what happens once the gateway is told to stop. Immutable.</summary>
/// <param name="Delay">How long it still accepts requests.</param>
/// <param name="Timeout">How long those under way may then go on, at most.</param>
internal sealed record DrainPlan(TimeSpan Delay, TimeSpan Timeout)
{
    private static readonly TimeSpan LongestLead = TimeSpan.FromSeconds(3);

    /// <summary>Makes the plan of a configuration.</summary>
    /// <param name="settings">What is configured.</param>
    /// <param name="waits">Whether whatever spreads load watches this gateway, so that the delay is worth something.</param>
    public static DrainPlan Of(DrainSettings settings, bool waits) => new(waits ? settings.Delay : TimeSpan.Zero, settings.Timeout);

    /// <summary>Ends the drain at once; those under way are still told. Default: nothing does.</summary>
    public CancellationToken Now { get; init; }

    /// <summary>How long before the timeout those still under way are told that they end: time enough to tell them, to settle, and to close their connections properly.</summary>
    public TimeSpan Lead => Timeout / 10 < LongestLead ? Timeout / 10 : LongestLead;

    /// <summary>How long the host may take to stop: connections that are open even now, since their readers take nothing, are cut while there is time to settle their requests.</summary>
    public TimeSpan HostTimeout => Delay + Timeout - (Lead / 3);
}
