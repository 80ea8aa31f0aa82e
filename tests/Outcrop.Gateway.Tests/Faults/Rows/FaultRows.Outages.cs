using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Tests.Faults.Rows;

/// <summary>Rows 19, 26 and 27: bursts of errors, one region down, all of them down.</summary>
internal static partial class FaultRows
{
    private const int Burst = 50;

    /// <summary>What a full bucket of 500 tokens has for retries of 14, and one.</summary>
    private const int MostRetries = 36;
    private const string Dead = "first transport 1, second opened 1";
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(30);

    private static IEnumerable<FaultCase> Outages()
    {
        foreach ((int status, FaultKind kind) in (IEnumerable<(int, FaultKind)>)[(500, FaultKind.ServiceFailed), (503, FaultKind.Unavailable)])
        {
            yield return new FaultCase(19, $"{status}, {Elsewhere}") { Targets = 2, End = FaultEnd.Hidden, Attempts = FirstFailed, First = 1, Second = 1 }
                .With(bed => Rule(bed, bed.First).Fail(status, 0));
            yield return new FaultCase(19, $"{status}, {Again}") { End = FaultEnd.Hidden, Attempts = OpenedAt(3), First = 3 }.With(bed => Rule(bed, bed.First).Fail(status, 2));
            yield return new FaultCase(19, $"{status}, {Stays}") { End = FaultEnd.Refused(kind), Attempts = "first transient 3", First = 3 }.With(bed => Rule(bed, bed.First).Fail(status, 0));
        }

        yield return new FaultCase(19, "a burst with the breaker's help") { Ask = static bed => AskBurstAsync(bed, retriesEnd: false), Then = AssertBounded }.With(static bed => Rule(bed, bed.First).Fail(500, 0));
        yield return new FaultCase(19, "a burst with the bucket alone")
        {
            Settings = """, "breaker": { "failures": 10000, "minimumRequests": 10000 }""",
            Ask = static bed => AskBurstAsync(bed, retriesEnd: true),
            Then = AssertBounded,
        }.With(static bed => Rule(bed, bed.First).Fail(500, 0));
        yield return new FaultCase(26, "one of two regions")
        {
            Targets = 2,
            OwnTime = true,
            Arrange = static bed => bed.First.Proxy.RefuseAsync(),
            Ask = static bed => AskThroughOutageAsync(bed),
        };
        yield return new FaultCase(27, "both regions")
        {
            Targets = 2,
            Arrange = static async bed =>
            {
                await bed.First.Proxy.RefuseAsync();
                await bed.Second.Proxy.RefuseAsync();
            },
            Ask = static bed => AskThroughTotalOutageAsync(bed),
        };
    }

    /// <summary>Each is told truly; once the gateway's own retries are used up, also that the caller's would be no better.</summary>
    private static async Task<FaultAnswer> AskBurstAsync(FaultBed bed, bool retriesEnd)
    {
        FaultAnswer last = await bed.AskAsync();
        FaultAssert.Refused(bed.Dialect, last, FaultKind.ServiceFailed);
        for (int i = 1; i < Burst; i++)
        {
            last = await bed.AskAsync();
            FaultAssert.Refused(bed.Dialect, last, FaultKind.ServiceFailed, mayRetry: last["x-should-retry"] == "true");
        }

        Assert.Equal(retriesEnd ? "false" : "true", last["x-should-retry"]);
        return last;
    }

    private static async Task AssertBounded(FaultBed bed, FaultAnswer answer)
    {
        Assert.InRange(bed.First.Asked, Burst, Burst + MostRetries);
        Assert.Equal(Burst, (await bed.SettledAsync(Burst)).Count);
    }

    /// <summary>Five pay for the discovery, the next do not; when its time is over one looks whether it is back, and then all go there again.</summary>
    private static async Task<FaultAnswer> AskThroughOutageAsync(FaultBed bed)
    {
        const int Failures = 5;
        const int All = 8;
        for (int i = 0; i < All; i++)
        {
            FaultAssert.Seen(bed.Dialect, await bed.AskAsync(), FaultEnd.Hidden, bed.Streamed);
            await bed.SettledAsync(i + 1);
        }

        IReadOnlyList<LedgerSettlement> settled = await bed.SettledAsync(All);
        Assert.Equal([.. Enumerable.Repeat(Dead, Failures), .. Enumerable.Repeat("second opened 1", All - Failures)], settled.Select(FaultAssert.AttemptsOf));
        Assert.Equal([BreakerState.Open, BreakerState.Closed], bed.Targets.Select(static target => target.Breaker));

        bed.First.Proxy.Accept();
        bed.Time!.Advance(OpenFor);
        FaultAnswer answer = await bed.AskAsync();
        FaultAssert.Seen(bed.Dialect, answer, FaultEnd.Hidden, bed.Streamed);
        Assert.Equal(Opened, FaultAssert.AttemptsOf((await bed.SettledAsync(All + 1))[All]));
        Assert.Equal([BreakerState.Closed, BreakerState.Closed], bed.Targets.Select(static target => target.Breaker));
        return answer;
    }

    /// <summary>Each is told soon and in its dialect when to come back, and there is always one who looks.</summary>
    private static async Task<FaultAnswer> AskThroughTotalOutageAsync(FaultBed bed)
    {
        const int All = 8;
        FaultAnswer answer = null!;
        for (int i = 0; i < All; i++)
        {
            answer = await bed.AskAsync();
            FaultAssert.Refused(bed.Dialect, answer, FaultKind.Unavailable);
            await bed.SettledAsync(i + 1);
        }

        IReadOnlyList<LedgerSettlement> settled = await bed.SettledAsync(All);
        Assert.All(settled, static one => Assert.Equal(ExchangeOutcome.Unavailable, one.Outcome));
        Assert.Equal(2, settled[0].Targets.Count);
        Assert.Equal(1, Assert.Single(settled[^1].Targets).Count);
        return answer;
    }
}
