using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>Holds a request's place at a target until it ends, once. Thread-safe.</summary>
/// <param name="health">The target.</param>
/// <param name="admission">On what terms it went there.</param>
/// <param name="tokens">What was taken of the quota.</param>
/// <param name="started">When it began.</param>
/// <param name="begun">What tells whether the target gave a sign of life since.</param>
internal sealed class TargetLease(TargetHealth health, Admission admission, double tokens, TimeSpan started, int begun)
{
    private int _ended;

    /// <summary>On what terms it went there.</summary>
    public Admission Admission => admission;

    /// <summary>What was taken of the quota.</summary>
    public double Tokens => tokens;

    /// <summary>When it began.</summary>
    public TimeSpan Started => started;

    /// <summary>What tells whether the target gave a sign of life since.</summary>
    public int Begun => begun;

    /// <summary>Whether the target answered. The target's lock guards it.</summary>
    public bool IsOpened { get; set; }

    /// <summary>The target answered.</summary>
    public void Open() => health.Open(this);

    /// <summary>It is over; a second end says nothing.</summary>
    /// <param name="end">How.</param>
    /// <param name="usage">What it took.</param>
    /// <param name="attempts">How often the target was asked.</param>
    /// <param name="retryAfter">What AWS asked to wait.</param>
    /// <returns>Whether this was the first end.</returns>
    public bool End(TargetEnd end, TokenUsage? usage = null, int attempts = 1, TimeSpan? retryAfter = null)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return false;
        }

        health.End(this, end, usage, attempts, retryAfter);
        return true;
    }
}
