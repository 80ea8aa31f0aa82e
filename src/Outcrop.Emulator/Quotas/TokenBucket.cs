namespace Outcrop.Emulator.Quotas;

/// <summary>So many units a minute, refilled steadily. Its book's lock guards it.</summary>
internal sealed class TokenBucket
{
    private double _level;
    private DateTimeOffset _refilled;

    public TokenBucket(double perMinute, DateTimeOffset now)
    {
        PerMinute = perMinute;
        _level = perMinute;
        _refilled = now;
    }

    public double PerMinute { get; }

    /// <summary>What is left; below zero when answers took more than was reserved for them.</summary>
    public double Level(DateTimeOffset now)
    {
        // A clock that was moved back must not empty it.
        double minutes = Math.Max(0, (now - _refilled).TotalMinutes);
        _refilled = now;
        _level = Math.Min(PerMinute, _level + (minutes * PerMinute));
        return _level;
    }

    public bool Has(double amount, DateTimeOffset now) => Level(now) >= amount;

    /// <summary>Takes an amount, or gives back a negative one.</summary>
    public void Take(double amount) => _level = Math.Min(PerMinute, _level - amount);
}
