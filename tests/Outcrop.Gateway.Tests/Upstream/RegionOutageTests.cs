using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Emulator;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>Regions that die and come back, through real sockets from the caller to the regions: criterion 3, rows 19, 26 and 27.</summary>
public class RegionOutageTests(ITestOutputHelper output)
{
    private const string East = "us-east-1";
    private const string West = "us-west-2";

    /// <summary>Requests of each run; eng/region.sh asks for ten thousand.</summary>
    private static int Requests => int.TryParse(Environment.GetEnvironmentVariable("OUTCROP_REGION_REQUESTS"), CultureInfo.InvariantCulture, out int requests) ? requests : 600;

    /// <summary>One of two regions is dead from the start: no request fails, and at most five pay for finding out, however many come at once.</summary>
    [Theory]
    [InlineData(EmulatorOutageKind.Refuse, 1)]
    [InlineData(EmulatorOutageKind.Refuse, 32)]
    [InlineData(EmulatorOutageKind.Error, 1)]
    [InlineData(EmulatorOutageKind.Error, 32)]
    [InlineData(EmulatorOutageKind.Reset, 32)]
    [InlineData(EmulatorOutageKind.Blackhole, 32)]
    public async Task OneRegionDead_NoRequestFailsAndFivePay(EmulatorOutageKind kind, int concurrency)
    {
        // The clock stands still: no timeout depends on how busy the machine is.
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using RegionBed bed = await RegionBed.StartAsync(time: time);
        await bed.East.BreakAsync(new EmulatorOutage { Kind = kind });
        Task<IReadOnlyList<RegionAnswer>> load = bed.LoadAsync(Requests, concurrency);
        if (kind == EmulatorOutageKind.Blackhole)
        {
            // All others have their answers before the five that are swallowed reach their timeout.
            while (bed.Settlements.Count < Requests - 5 && !load.IsCompleted)
            {
                await Task.WhenAny(load, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
            }

            time.Advance(TimeSpan.FromSeconds(121));
        }

        IReadOnlyList<RegionAnswer> answers = await load;
        output.WriteLine($"{kind}, {concurrency} at a time: {answers.Count} requests, {answers.Count(answer => !answer.IsWhole)} failed, {bed.Paid} paid, {bed.AttemptsAt(East)} + {bed.AttemptsAt(West)} attempts");
        Assert.All(answers, answer => Assert.True(answer.IsWhole, $"{answer.Request.Name}: {answer.Status} {answer.Text}"));
        Assert.InRange(bed.Paid, 1, 5);
        Assert.Equal("open", bed.Of(East).State);
    }

    /// <summary>It dies after a while of good service, when nobody is asking: the burst that comes next does not fall on it.</summary>
    [Theory]
    [InlineData(EmulatorOutageKind.Refuse)]
    [InlineData(EmulatorOutageKind.Error)]
    public async Task OneRegionDies_AfterGoodService_FivePay(EmulatorOutageKind kind)
    {
        // The clock stands still, but for what the test moves it: the moment that a burst waits for news does not run out.
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using RegionBed bed = await RegionBed.StartAsync(time: time);
        Assert.All(await bed.LoadAsync(60, 3), answer => Assert.True(answer.IsWhole, answer.Text));
        Assert.Equal((0, 60, 0), (bed.Paid, bed.AttemptsAt(East), bed.AttemptsAt(West)));
        bed.Settlements.Clear();
        time.Advance(TimeSpan.FromSeconds(20));
        await bed.East.BreakAsync(new EmulatorOutage { Kind = kind });
        IReadOnlyList<RegionAnswer> answers = await bed.LoadAsync(Requests, 32);
        output.WriteLine($"{kind}: {answers.Count} requests, {bed.Paid} paid");
        Assert.All(answers, answer => Assert.True(answer.IsWhole, $"{answer.Request.Name}: {answer.Status} {answer.Text}"));
        Assert.InRange(bed.Paid, 1, 5);

        // 30 seconds later one request tries it, and goes on elsewhere.
        bed.Settlements.Clear();
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.All(await bed.LoadAsync(60, 8), answer => Assert.True(answer.IsWhole, answer.Text));
        Assert.Equal((1, 1, 60), (bed.Paid, bed.AttemptsAt(East), bed.AttemptsAt(West)));

        // It comes back: the next one that tries it brings the traffic back.
        bed.Settlements.Clear();
        await bed.East.RestoreAsync();
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.True((await bed.AskAsync(RegionRequest.All[0])).IsWhole);
        Assert.All(await bed.LoadAsync(60, 8), answer => Assert.True(answer.IsWhole, answer.Text));
        Assert.Equal((0, 61, 0, "healthy"), (bed.Paid, bed.AttemptsAt(East), bed.AttemptsAt(West), bed.Of(East).State));
    }

    /// <summary>Both regions are down: about one attempt a request, and each answer says in its dialect that it is worth trying again, and when.</summary>
    [Theory]
    [InlineData(EmulatorOutageKind.Refuse, 1)]
    [InlineData(EmulatorOutageKind.Refuse, 32)]
    [InlineData(EmulatorOutageKind.Error, 1)]
    [InlineData(EmulatorOutageKind.Error, 32)]
    public async Task BothRegionsDead_CostsAnAttemptEachAndTellsWhen(EmulatorOutageKind kind, int concurrency)
    {
        await using RegionBed bed = await RegionBed.StartAsync();
        await bed.East.BreakAsync(new EmulatorOutage { Kind = kind });
        await bed.West.BreakAsync(new EmulatorOutage { Kind = kind });
        IReadOnlyList<RegionAnswer> answers = await bed.LoadAsync(Requests, concurrency);
        int attempts = bed.AttemptsAt(East) + bed.AttemptsAt(West);
        output.WriteLine($"{kind}, {concurrency} at a time: {answers.Count} requests, {attempts} attempts, slowest answer {answers.Max(answer => answer.Took).TotalMilliseconds:F0} ms, in the middle {answers.Select(answer => answer.Took.TotalMilliseconds).Order().ElementAt(answers.Count / 2):F1} ms");
        Assert.InRange(attempts, 0, (1.05 * Requests) + 72);
        Assert.All(answers, AssertOutage);
        Assert.All((string[])[East, West], region => Assert.Equal("open", bed.Of(region).State));
    }

    /// <summary>Both regions swallow everything: whoever comes once that is known is told at once, while one request in five seconds tries each.</summary>
    [Fact]
    public async Task BothRegionsSwallow_IsToldAtOnce()
    {
        await using RegionBed bed = await RegionBed.StartAsync(""" "timeouts": {"firstByte": 1}, "streams": {"firstByte": 1}, """);
        await bed.East.BreakAsync(new EmulatorOutage { Kind = EmulatorOutageKind.Blackhole });
        await bed.West.BreakAsync(new EmulatorOutage { Kind = EmulatorOutageKind.Blackhole });
        IReadOnlyList<RegionAnswer> finding = await bed.LoadAsync(64, 32);
        Assert.DoesNotContain(finding, answer => answer.IsWhole);
        Assert.All((string[])[East, West], region => Assert.Equal("open", bed.Of(region).State));
        bed.Settlements.Clear();
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<RegionAnswer> answers = await bed.LoadAsync(Requests, 32);
        double most = 2 * (1 + Math.Ceiling(Stopwatch.GetElapsedTime(started).TotalSeconds / 5));
        int waited = bed.Settlements.Count(settlement => settlement.Targets.Count > 0);
        output.WriteLine($"{answers.Count} requests, {waited} of them waited for a timeout (at most {most}), {bed.AttemptsAt(East) + bed.AttemptsAt(West)} attempts");

        // One for each region in five seconds of the run, however long that takes on this machine.
        Assert.InRange(waited, 0, most);
        Assert.InRange(answers.Count(answer => answer.Status == answer.Request.OutageStatus), Requests - waited, Requests);
        Assert.All(answers.Where(answer => answer.Status == answer.Request.OutageStatus), AssertOutage);
    }

    /// <summary>After a total outage the first region that is back takes all, after one request that tried it.</summary>
    [Fact]
    public async Task BothRegionsDead_OneComesBack_TakesAll()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using RegionBed bed = await RegionBed.StartAsync(""" "retry": {"maxAttempts": 1}, """, time);
        await bed.East.BreakAsync(new EmulatorOutage { Kind = EmulatorOutageKind.Refuse });
        await bed.West.BreakAsync(new EmulatorOutage { Kind = EmulatorOutageKind.Refuse });
        Assert.All(await bed.LoadAsync(60, 1), AssertOutage);
        await bed.West.RestoreAsync();
        time.Advance(TimeSpan.FromSeconds(31));
        bed.Settlements.Clear();
        Assert.All(await bed.LoadAsync(120, 8), answer => Assert.True(answer.IsWhole, answer.Text));
        Assert.Equal(("healthy", 120, 1), (bed.Of(West).State, bed.AttemptsAt(West), bed.AttemptsAt(East)));
        Assert.Equal(BreakerState.Open, bed.Of(East).Breaker);
    }

    private static void AssertOutage(RegionAnswer answer)
    {
        Assert.True(answer.Status == answer.Request.OutageStatus, $"{answer.Request.Name}: {answer.Status} {answer.Text}");
        Assert.Contains(answer.Request.OutageType, answer.Text, StringComparison.Ordinal);

        // No, where the gateway's own retries in flight were used up: its callers' would be the same storm.
        Assert.Matches("x-should-retry: (true|false)\r?\n", answer.Text);
        Assert.Matches("Retry-After: ([1-9]|[12][0-9]|30)\r?\n", answer.Text);
    }
}
