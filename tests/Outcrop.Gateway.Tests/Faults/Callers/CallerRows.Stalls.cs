using System.Globalization;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.Faults.Callers;

/// <summary>Row 34: callers who take nothing of what they asked for.</summary>
internal static partial class CallerRows
{
    /// <summary>What sockets and pipes between Bedrock and a caller can hold; an endless stream that is not paused gives more in no time.</summary>
    private const long MostHeld = 32 * 1024 * 1024;

    /// <summary>What the system holds on the caller's side: known, and neither so little that the rest takes long to read.</summary>
    private const int SmallBuffer = 128 * 1024;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private static IEnumerable<CallerCase> Stalls()
    {
        yield return new CallerCase(34, "the caller takes nothing of a stream", StallAsync) { Modes = FaultModes.Streamed, Settings = Patient };
        yield return new CallerCase(34, "the caller takes nothing of a long answer", StallAtWholeAsync) { Modes = FaultModes.Whole, Settings = Patient };
        yield return new CallerCase(34, "the caller pauses within a long answer, and takes the rest", PauseAsync) { Modes = FaultModes.Whole, Settings = Patient };
    }

    /// <summary>Bedrock is read no further than the caller's buffers reach, and is let go when the caller is cut off, which takes exactly as long as is configured.</summary>
    private static async Task StallAsync(CallerBed bed)
    {
        using RawCaller caller = await bed.AskAsync("endless", SmallBuffer);
        await bed.PassUntilAsync(() => !bed.Ledger.Settlements.IsEmpty, Step);
        LedgerSettlement settled = await bed.SettledAsync(ExchangeOutcome.ClientStalled, Opened);
        Assert.True(settled.Duration >= Stall, $"cut off after {settled.Duration}");
        Assert.InRange(bed.Bedrock.Given, 1, MostHeld);
        Assert.Equal(1, bed.Bedrock.Closed);
        Assert.Equal(0, bed.Metrics.Sum("outcrop.stream.broken"));
        await AssertCutAsync(bed, caller);
    }

    /// <summary>The answer was had, and is settled as such, before its caller is seen to take nothing of it.</summary>
    private static async Task StallAtWholeAsync(CallerBed bed)
    {
        using RawCaller caller = await bed.AskAsync("endless", SmallBuffer);
        LedgerSettlement settled = await bed.SettledAsync(ExchangeOutcome.Completed, Opened);
        Assert.Equal((1, 2), (settled.Usage!.InputTokens, settled.Usage.OutputTokens));
        await bed.PassUntilAsync(() => bed.Metrics.Sum("outcrop.client.stalls") > 0, Step);
        await AssertCutAsync(bed, caller);
    }

    /// <summary>Slow is not stalled: every pause is nearly as long as is allowed, and behind each the caller takes more than sockets hold, so that the gateway must have got on.</summary>
    private static async Task PauseAsync(CallerBed bed)
    {
        const int Share = 7 * 1024 * 1024;
        using RawCaller caller = await bed.AskAsync("endless", SmallBuffer);
        await bed.SettledAsync(ExchangeOutcome.Completed, Opened);
        for (int share = 1; share <= 2; share++)
        {
            bed.Pass(Stall - Step);
            await caller.ReadAtLeastAsync(share * Share, bed.Limit);
        }

        bed.Pass(Stall - Step);
        RawAnswer begun = caller.Answer;
        int whole = begun.Head.Length + 4 + int.Parse(begun.Header("Content-Length")!, CultureInfo.InvariantCulture);
        Assert.True(whole > 2 * Share, $"{whole} bytes are too few");
        await caller.ReadAtLeastAsync(whole, bed.Limit);
        RawAnswer answer = caller.Answer;
        Assert.True(answer is { Status: 200, IsWhole: true, IsReset: false }, $"{answer.Status} {answer.IsReset} {answer.Body.Length}");
        Assert.Equal(0, bed.Metrics.Sum("outcrop.client.stalls"));
    }

    private static async Task AssertCutAsync(CallerBed bed, RawCaller caller)
    {
        RawAnswer answer = await caller.ReadToEndAsync(bed.Limit);
        Assert.False(answer.IsWhole);
        Assert.True(bed.Dialect.Finish.Length == 0 || !answer.Body.Contains(bed.Dialect.Finish, StringComparison.Ordinal), "what was cut off looks finished");
        Assert.Equal((1.0, 1.0), (bed.Metrics.Sum("outcrop.client.stalls", ("dialect", bed.Dialect.FrontEnd)), bed.Metrics.Sum("outcrop.client.stalls")));
        Assert.Contains("was cut off", bed.Log, StringComparison.Ordinal);
        Assert.Equal(0, bed.Metrics.Sum("outcrop.client.disconnects"));
    }
}
