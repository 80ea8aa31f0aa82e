using System.Collections.Concurrent;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Upstream;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>How many requests pay for finding out that a target is dead, when many come at once and nobody has failed yet: criterion 3 and row 26 under concurrency.</summary>
public class DiscoveryTests
{
    private const string East = "us-east-1";
    private const string West = "us-west-2";
    private const string Nova = "amazon.nova-lite-v1:0";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<TaskCompletionSource<ConverseEventStream>>> _held = new();

    private static string Json(string strategy, int priority = 0) => $$"""
        {"routing": {"strategy": "{{strategy}}"},
         "accounts": [{"id": "a", "regions": ["us-east-1", "us-west-2"]}],
         "models": {"aliases": {"m": {"targets": [{"model": "{{Nova}}"}, {"region": "us-west-2", "model": "{{Nova}}", "priority": {{priority}}}]},
                                "alone": {"targets": [{"model": "{{Nova}}"}], "fallbacks": ["other"]}, "other": "mistral.mistral-large-2402-v1:0"} } }
        """;

    /// <summary>A dispatcher whose targets answer when the test says so.</summary>
    private DispatchBed Bed(string json) => new(json, (target, _, token) =>
    {
        var held = new TaskCompletionSource<ConverseEventStream>(TaskCreationOptions.RunContinuationsAsynchronously);
        _held.GetOrAdd(target.Region!, static _ => new()).Enqueue(held);
        return held.Task.WaitAsync(token);
    });

    private int HeldAt(string region) => _held.TryGetValue(region, out ConcurrentQueue<TaskCompletionSource<ConverseEventStream>>? held) ? held.Count : 0;

    private void Answer(string region)
    {
        while (_held.GetOrAdd(region, static _ => new()).TryDequeue(out TaskCompletionSource<ConverseEventStream>? held))
        {
            held.SetResult(DispatchBed.Answer());
        }
    }

    private void Fail(string region, int most = int.MaxValue)
    {
        for (int i = 0; i < most && _held.GetOrAdd(region, static _ => new()).TryDequeue(out TaskCompletionSource<ConverseEventStream>? held); i++)
        {
            held.SetException(DispatchBed.Down(BedrockErrorKind.Transport));
        }
    }

    private static Task<Dispatch>[] Ask(DispatchBed bed, int count, string model = "m") => [.. Enumerable.Range(0, count).Select(i => bed.AskAsync(model, DispatchBed.Request($"question {i}")))];

    /// <summary>Answers or fails whatever comes until all are answered.</summary>
    private async Task<Dispatch[]> FinishAsync(Task<Dispatch>[] asked, string? dead = null, string? silent = null)
    {
        Task<Dispatch[]> all = Task.WhenAll(asked);
        using var limit = Patience.Start();
        while (!all.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            foreach (string region in (string[])[East, West])
            {
                if (region == dead)
                {
                    Fail(region);
                }
                else if (region != silent)
                {
                    Answer(region);
                }
            }

            await Task.Yield();
        }

        return await all;
    }

    private async Task WarmAsync(DispatchBed bed, int seconds)
    {
        await FinishAsync(Ask(bed, 16));
        await FinishAsync([bed.AskAsync("m", DispatchBed.Request("last"))]);
        bed.Time.Advance(TimeSpan.FromSeconds(seconds));
        bed.Asked.Clear();
    }

    /// <summary>Nobody has failed yet, and nobody has answered: five try each region, and the others hear first what becomes of them.</summary>
    [Theory]
    [InlineData("priority", 1, 32)]
    [InlineData("priority", 1, 64)]
    [InlineData("priority", 0, 64)]
    [InlineData("weighted", 0, 64)]
    [InlineData("leastInFlight", 0, 64)]
    [InlineData("quota", 0, 64)]
    public async Task DeadFromTheStart_ManyAtOnce_AtMostFivePay(string strategy, int priority, int count)
    {
        DispatchBed bed = Bed(Json(strategy, priority));
        Task<Dispatch>[] asked = Ask(bed, count);
        Assert.Equal((5, 5), (HeldAt(East), HeldAt(West)));

        // The region that is well answers first: whoever waited goes there, long before a timeout tells what the other is.
        Answer(West);
        await Task.WhenAll(asked.Where(one => one.IsCompleted));
        Dispatch[] answered = await FinishAsync(asked, dead: East);
        Assert.Equal(5, answered.Sum(dispatch => dispatch.Attempts.Count - 1));
        Assert.Equal(5, bed.Regions.Count(region => region == East));
        Assert.Equal(5, bed.Healths.Report().Single(report => report.Key.Region == East).FailuresInRow);
    }

    /// <summary>The region was well, is idle, and dies: a burst does not fall on it.</summary>
    [Theory]
    [InlineData("priority", 1)]
    [InlineData("weighted", 0)]
    [InlineData("leastInFlight", 0)]
    public async Task DeadSinceAWhile_Burst_AtMostFivePay(string strategy, int priority)
    {
        DispatchBed bed = Bed(Json(strategy, priority));
        await WarmAsync(bed, 10);
        Task<Dispatch>[] asked = Ask(bed, 64);
        Assert.Equal(5, HeldAt(East));
        Fail(East, 1);
        Dispatch[] answered = await FinishAsync(asked, dead: East);
        Assert.InRange(answered.Sum(dispatch => dispatch.Attempts.Count - 1), 1, 5);
    }

    /// <summary>The first burst at a gateway that has just begun: five for each region, the others within a second where the first answer sends them: to the region they belong to.</summary>
    [Fact]
    public async Task ColdStart_AllWell_WaitsForTheFirstAnswerAndThenFollowsTheOrder()
    {
        DispatchBed bed = Bed(Json("priority", 1));
        Task<Dispatch>[] asked = Ask(bed, 64);
        Assert.Equal((5, 5), (HeldAt(East), HeldAt(West)));
        Answer(East);

        // Nobody else answers before the waiting ones have heard this answer.
        await Support.Eventually.TrueAsync(() => bed.Asked.Count == 64);
        await FinishAsync(asked);
        Assert.Equal((59, 5), (bed.Regions.Count(region => region == East), bed.Regions.Count(region => region == West)));
    }

    [Fact]
    public async Task ColdStart_NoNews_WaitsASecondAtMost()
    {
        DispatchBed bed = Bed(Json("priority", 1));
        Task<Dispatch>[] asked = Ask(bed, 64);
        bed.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(10, bed.Asked.Count);
        bed.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Support.Eventually.TrueAsync(() => bed.Asked.Count == 64);
        Assert.Equal((59, 5), (HeldAt(East), HeldAt(West)));
        await FinishAsync(asked);
    }

    /// <summary>A request that has less than the wait to live is asked for while there is time for an answer: half of its time at most is spent on waiting.</summary>
    [Theory]
    [InlineData(0.5, 250)]
    [InlineData(1.5, 750)]
    [InlineData(60, 1000)]
    public async Task Wait_OfAShortRequest_LeavesHalfItsTime(double total, int wait)
    {
        string timeouts = $$"""{"timeouts": {"total": {{total.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}, "routing" """;
        DispatchBed bed = Bed(Json("priority", 1).Replace("{\"routing\"", timeouts, StringComparison.Ordinal));
        Task<Dispatch>[] asked = Ask(bed, 11);
        bed.Time.Advance(TimeSpan.FromMilliseconds(wait - 1));
        Assert.Equal(10, bed.Asked.Count);
        bed.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Support.Eventually.TrueAsync(() => bed.Asked.Count == 11);
        await FinishAsync(asked);
    }

    /// <summary>What is left of a wait may be less than a timer can tell: it is waited for all the same, not asked for again and again.</summary>
    [Fact]
    public async Task Wait_OfLessThanATick_IsWaitedFor()
    {
        DispatchBed bed = Bed(Json("priority", 1));
        Task<Dispatch>[] asked = Ask(bed, 11);
        bed.Time.Advance(TimeSpan.FromMilliseconds(999.5));
        int timers = bed.Time.Timers;
        bed.Healths.News.Tell();
        await Support.Eventually.TrueAsync(() => bed.Time.Timers > timers);
        Assert.Equal(10, bed.Asked.Count);
        bed.Time.Advance(TimeSpan.FromMilliseconds(1));
        await FinishAsync(asked);
    }

    /// <summary>A caller that leaves while its request waits for news has nothing asked for it, though others' answers would be read on for their usage.</summary>
    [Fact]
    public async Task Caller_LeavesWhileItsRequestWaits_NothingIsBegun()
    {
        DispatchBed bed = Bed(Json("priority", 1));
        Task<Dispatch>[] asked = Ask(bed, 10);
        using var caller = new CancellationTokenSource();
        Dispatch dispatch = bed.Begin("m");
        dispatch.Caller = caller.Token;
        Task<ConverseEventStream> running = bed.RunAsync(dispatch);
        await caller.CancelAsync();
        bed.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Patience.Limit));
        dispatch.End(ExchangeOutcome.ClientCancelled, null, null);
        Assert.Equal(10, bed.Asked.Count);
        Assert.Empty(dispatch.Attempts);
        await FinishAsync(asked);
        Assert.Equal(0, bed.Budget.InFlight);
    }

    /// <summary>A region that is well gets all of a burst, at once while it answers, a moment later when it has been idle; nothing goes astray.</summary>
    [Theory]
    [InlineData(0, 64)]
    [InlineData(60, 5)]
    public async Task Burst_AtARegionThatIsWell_StaysThere(int idle, int atOnce)
    {
        DispatchBed bed = Bed(Json("priority", 1));
        await WarmAsync(bed, idle);
        Task<Dispatch>[] asked = Ask(bed, 64);
        Assert.Equal(atOnce, HeldAt(East));
        bed.Time.Advance(TimeSpan.FromMilliseconds(25));
        await Support.Eventually.TrueAsync(() => bed.Asked.Count == 64);
        Assert.Equal((64, 0), (HeldAt(East), HeldAt(West)));
        await FinishAsync(asked);
    }

    /// <summary>A region that swallows requests is doubted after three times its slowest answer, five seconds at least, not only when the first of them times out. The callers' leaving is no failure.</summary>
    [Fact]
    public async Task Silence_OfARegionThatAnswered_SendsOthersElsewhere()
    {
        DispatchBed bed = Bed(Json("priority", 1));
        await WarmAsync(bed, 0);
        using var gone = new CancellationTokenSource();
        Dispatch[] swallowed = [.. Enumerable.Range(0, 20).Select(_ => bed.Begin("m"))];
        Task[] waiting = [.. swallowed.Select(dispatch => bed.RunAsync(dispatch, gone.Token))];
        bed.Time.Advance(TimeSpan.FromSeconds(5.1));
        Task<Dispatch>[] asked = Ask(bed, 10);

        // The other one has not been asked yet: five find out that it answers.
        Assert.Equal((20, 5), (HeldAt(East), HeldAt(West)));
        await FinishAsync(asked, silent: East);
        Assert.Equal((20, 10), (HeldAt(East), bed.Regions.Count(region => region == West)));

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
        Array.ForEach(swallowed, dispatch => dispatch.End(ExchangeOutcome.ClientCancelled, null, null));
        Assert.Equal(("healthy", 0), bed.Healths.Report().Where(report => report.Key.Region == East).Select(report => (report.State, report.FailuresInRow)).Single());
        bed.Asked.Clear();
        await FinishAsync(Ask(bed, 1));
        Assert.Equal(East, Assert.Single(bed.Regions));
    }

    /// <summary>What was under way when the region died pays, and nobody else.</summary>
    [Fact]
    public async Task DyingUnderLoad_OnlyThoseUnderWayPay()
    {
        DispatchBed bed = Bed(Json("priority", 1));
        await WarmAsync(bed, 0);
        Task<Dispatch>[] underWay = Ask(bed, 32);
        Assert.Equal(32, HeldAt(East));
        Fail(East, 1);
        Dispatch[] first = await FinishAsync(underWay, dead: East);
        Assert.All(first, dispatch => Assert.Equal(2, dispatch.Attempts.Count));
        Dispatch[] after = await FinishAsync(Ask(bed, 1000), dead: East);
        Assert.All(after, dispatch => Assert.Single(dispatch.Attempts));
    }

    /// <summary>Doubt alone sends nobody to another model, and where there is one target nothing waits.</summary>
    [Theory]
    [InlineData("alone")]
    [InlineData(Nova)]
    public async Task OneTarget_InDoubt_IsAskedAllTheSame(string model)
    {
        DispatchBed bed = Bed(Json("priority"));
        Task<Dispatch>[] asked = Ask(bed, 64, model);
        Assert.Equal(64, HeldAt(East));
        await FinishAsync(asked);
        Assert.All(bed.Asked, one => Assert.Equal(Nova, one.Target.ModelId));
    }

    /// <summary>Both regions swallow everything: once that is known, one request in five seconds waits for each, and everybody else is told at once; and it ends with the first answer.</summary>
    [Fact]
    public async Task TotalOutage_OfSilence_IsToldAtOnce()
    {
        bool dead = true;
        var bed = new DispatchBed(Json("priority", 1), (_, _) => dead ? throw new BedrockException(BedrockErrorKind.Timeout, "no response") { IsRetryable = true } : DispatchBed.Answer());
        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"));
        }

        Assert.All(bed.Healths.Report(), report => Assert.Equal("open", report.State));
        for (int second = 0; second < 20; second++)
        {
            bed.Asked.Clear();
            for (int i = 0; i < 50; i++)
            {
                GatewayError error = (await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"))).Error;
                if (bed.Asked.IsEmpty)
                {
                    Assert.Equal((GatewayErrorKind.UpstreamUnavailable, Blame.Upstream), (error.Kind, error.Blame));
                    Assert.InRange(error.RetryAfter!.Value.TotalSeconds, 1, 30);
                }
            }

            Assert.InRange(bed.Asked.Count, 0, 2);
            bed.Time.Advance(TimeSpan.FromSeconds(1));
        }

        dead = false;
        bed.Time.Advance(TimeSpan.FromSeconds(5));
        bed.Asked.Clear();
        await bed.AskAsync("m");
        await bed.AskAsync("m");
        Assert.Single(bed.Asked.Select(one => one.Target.Region).Distinct());
        Assert.Equal(2, bed.Asked.Count);
    }

    /// <summary>All were away, and one is back: while one request tries each, the others hear first which it is.</summary>
    [Fact]
    public async Task Recovery_ManyAtOnce_FollowTheProbeThatSucceeds()
    {
        DispatchBed bed = Bed(Json("priority", 1).Replace("{\"routing\"", "{\"retry\": {\"maxAttempts\": 1}, \"routing\"", StringComparison.Ordinal));
        Task<Dispatch>[] lost = Ask(bed, 5);
        Fail(East);
        await Support.Eventually.TrueAsync(() => HeldAt(West) == 5);
        Fail(West);
        await Assert.ThrowsAsync<GatewayException>(() => Task.WhenAll(lost));
        bed.Time.Advance(TimeSpan.FromSeconds(31));
        bed.Asked.Clear();
        Task<Dispatch>[] asked = Ask(bed, 64);
        Assert.Equal((1, 1), (HeldAt(East), HeldAt(West)));
        Dispatch[] answered = await FinishAsync(asked, dead: East);
        Assert.Equal(1, answered.Sum(dispatch => dispatch.Attempts.Count - 1));
    }
}
