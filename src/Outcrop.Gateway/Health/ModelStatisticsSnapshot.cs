using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Ledger;

namespace Outcrop.Gateway.Health;

/// <summary>The figures of one model at one moment. Immutable.</summary>
internal sealed record ModelStatisticsSnapshot
{
    private const int FailuresUntilFailing = 5;

    /// <summary>All exchanges.</summary>
    public long Requests { get; init; }

    /// <summary>Those the model finished.</summary>
    public long Completed { get; init; }

    /// <summary>Those that failed and not by the caller's fault.</summary>
    public long Failed { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>Input tokens of all exchanges.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens of all exchanges.</summary>
    public long OutputTokens { get; init; }

    /// <summary>How the last one ended.</summary>
    public ExchangeOutcome LastOutcome { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset LastTime { get; init; }

    /// <summary>What the figures amount to.</summary>
    public string State => ConsecutiveFailures switch
    {
        >= FailuresUntilFailing => "failing",
        > 0 => "degraded",
        _ => Completed > 0 ? "healthy" : "unknown",
    };
}
