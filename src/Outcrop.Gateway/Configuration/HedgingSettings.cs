namespace Outcrop.Gateway.Configuration;

/// <summary>Asking a second target while a stream's first is silent: the <c>hedging</c> member. Both may be billed in full. Immutable.</summary>
public sealed record HedgingSettings
{
    /// <summary>Whether it is done. Default: no.</summary>
    public bool Enabled { get; init; }

    /// <summary>How long the first target may be silent. Default: 10 seconds.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest share of the requests in flight that may be asked twice; one at once is always allowed, unless this is zero. Default: 0.05.</summary>
    public double MaxShare { get; init; } = 0.05;
}
