using System.Text.RegularExpressions;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>What the metrics must say of every cell, and what of one case.</summary>
internal static partial class FaultMetrics
{
    private const string Broken = "outcrop.stream.broken";

    public static async Task AssertAsync(FaultBed bed, FaultCase test, LedgerSettlement settled)
    {
        await AssertSettledAsync(bed.Metrics, settled);
        AssertCause(bed, test);
        foreach (FaultMetric expected in test.Metrics)
        {
            Assert.True(expected.Sum == bed.Metrics.Sum(expected.Name, (expected.Label, expected.Value)), $"{expected}, but:\n{string.Join('\n', bed.Metrics.Readings)}");
        }
    }

    /// <summary>The request is counted once, with its end, and so is each time that Bedrock was asked.</summary>
    public static async Task AssertSettledAsync(MetricReader metrics, LedgerSettlement settled)
    {
        string outcome = Snake(settled.Outcome.ToString());
        await Eventually.TrueAsync(() => metrics.Sum("outcrop.requests", ("outcome", outcome)) > 0);
        Assert.Equal((1.0, 1), (metrics.Sum("outcrop.requests"), metrics.Count("outcrop.request.duration", ("outcome", outcome))));
        foreach (UpstreamAttempt attempt in settled.Targets)
        {
            (string, object)[] place = [("account", attempt.Target!.AccountId), ("region", attempt.Target.Region!)];
            Assert.Equal(1, metrics.Sum("outcrop.upstream.attempts", [.. place, ("outcome", attempt.Outcome)]));
            if (attempt.Outcome != "opened")
            {
                Assert.Equal(attempt.Count, metrics.Sum("outcrop.upstream.attempts", place));
            }
        }

        string[] causes = [.. settled.Targets.SkipLast(1).Select(static attempt => attempt.Outcome)];
        Assert.Equal(causes, metrics.Readings.Where(static reading => reading.Instrument == "outcrop.upstream.failovers").Select(static reading => $"{reading.Labels["cause"]}"));
    }

    /// <summary>A stream breaks once behind content, and before it as often as it is asked for in vain.</summary>
    private static void AssertCause(FaultBed bed, FaultCase test)
    {
        bool isMark = test.End!.Status == FaultSight.Mark;
        Assert.Equal(isMark ? 1 : 0, bed.Metrics.Sum(Broken, ("phase", "mid_stream")));
        if (test.Cause is { } cause)
        {
            double told = bed.Metrics.Sum(Broken, ("phase", isMark ? "mid_stream" : "before_content"), ("cause", cause));
            Assert.True(isMark ? told == 1 : told > 0, $"{cause} is not among:\n{string.Join('\n', bed.Metrics.Readings)}");
        }
    }

    private static string Snake(string name) => Words().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Words();
}
