using System.Collections.Concurrent;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Gateway.Upstream;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>A second target while the first is silent.</summary>
public class HedgingTests(ITestOutputHelper output)
{
    private const string First = "us-east-1";
    private const string Second = "us-west-2";

    private const string Three = """
        {"hedging": {"enabled": true, "after": 2},
         "accounts": [{"id": "a", "regions": ["us-east-1", "us-west-2", "eu-west-1"]}],
         "quotas": [{"account": "a", "tokensPerMinute": 100000}],
         "models": {"aliases": {"m": {"targets": [
           {"model": "amazon.nova-lite-v1:0"}, {"region": "us-west-2", "model": "amazon.nova-lite-v1:0", "priority": 1}, {"region": "eu-west-1", "model": "amazon.nova-lite-v1:0", "priority": 2}]}}}}
        """;

    /// <summary>Whoever shows content first wins; the other is cancelled, told as hedged, and leaves nothing in flight.</summary>
    [Theory]
    [InlineData(Second, First)]
    [InlineData(First, Second)]
    public async Task FirstSilent_WhoeverAnswersFirst_Wins(string winner, string loser)
    {
        var race = new Held(Three);
        Dispatch dispatch = race.Bed.Begin("m");
        Task<ConverseEventStream> running = race.Bed.RunAsync(dispatch);
        await race.AskedAsync(First);
        Assert.Single(race.Bed.Asked);
        race.Bed.Time.Advance(TimeSpan.FromSeconds(2));
        await race.AskedAsync(Second);
        Assert.Equal((1, 1), (race.Bed.Budget.Hedges, race.Bed.Budget.Retries));

        race.Of(winner).Answer.SetResult(DispatchBed.Answer());
        await using ConverseEventStream stream = await running;
        await race.Of(loser).Cancelled.Task;
        dispatch.End(ExchangeOutcome.Completed, null, new TokenUsage { InputTokens = 10, OutputTokens = 20 });
        await dispatch.ReleaseAsync();

        Assert.Equal(winner, dispatch.Target!.Region);
        Assert.Equal([(loser, "hedged"), (winner, "opened")], dispatch.Attempts.Select(attempt => (attempt.Target!.Region!, attempt.Outcome)));
        Assert.False(race.Of(winner).Cancelled.Task.IsCompleted);
        Assert.All(race.Bed.Healths.Report(), report => Assert.Equal(0, report.InFlight));
        Assert.Equal(loser == First ? 1L : 0L, race.Bed.Healths.Report().Single(report => report.Key.Region == loser).Failures);
        AssertNothingHeld(race.Bed);
    }

    /// <summary>A target that is outrun again and again is asked last, although it never failed.</summary>
    [Fact]
    public async Task FirstAlwaysOutrun_OpensItsBreaker()
    {
        var race = new Held(Three);
        for (int i = 0; i < 5; i++)
        {
            Dispatch dispatch = race.Bed.Begin("m");
            Task<ConverseEventStream> running = race.Bed.RunAsync(dispatch);
            race.Bed.Time.Advance(TimeSpan.FromSeconds(2));
            await race.AskedAsync(Second);
            race.Of(Second).Answer.SetResult(DispatchBed.Answer());
            await using ConverseEventStream stream = await running;
            dispatch.End(ExchangeOutcome.Completed, null, null);
            await dispatch.ReleaseAsync();
            race.Forget();
        }

        Assert.Equal("open", race.Bed.Healths.Report().Single(report => report.Key.Region == First).State);
    }

    /// <summary>One of both fails: the other's answer is the request's.</summary>
    [Theory]
    [InlineData(First, Second)]
    [InlineData(Second, First)]
    public async Task OneFails_TheOtherAnswers(string fails, string answers)
    {
        var race = new Held(Three);
        Dispatch dispatch = race.Bed.Begin("m");
        Task<ConverseEventStream> running = race.Bed.RunAsync(dispatch);
        race.Bed.Time.Advance(TimeSpan.FromSeconds(2));
        await race.AskedAsync(Second);
        race.Of(fails).Answer.SetException(DispatchBed.Down());
        await Eventually.TrueAsync(() => dispatch.Attempts.Count == 1);
        Assert.False(running.IsCompleted);
        race.Of(answers).Answer.SetResult(DispatchBed.Answer());
        await using ConverseEventStream stream = await running;
        dispatch.End(ExchangeOutcome.Completed, null, null);

        Assert.Equal([(fails, "transient"), (answers, "opened")], dispatch.Attempts.Select(attempt => (attempt.Target!.Region!, attempt.Outcome)));
        AssertNothingHeld(race.Bed);
    }

    /// <summary>Both fail: the third is asked, alone, and its failure ends the request with the most useful of the three.</summary>
    [Fact]
    public async Task BothFail_TheThirdIsAsked()
    {
        var race = new Held(Three);
        Dispatch dispatch = race.Bed.Begin("m");
        Task<ConverseEventStream> running = race.Bed.RunAsync(dispatch);
        race.Bed.Time.Advance(TimeSpan.FromSeconds(2));
        await race.AskedAsync(Second);
        race.Of(First).Answer.SetException(DispatchBed.Down(BedrockErrorKind.Throttling));
        await Eventually.TrueAsync(() => dispatch.Attempts.Count == 1);
        race.Of(Second).Answer.SetException(DispatchBed.Down(BedrockErrorKind.AccessDenied));
        await race.AskedAsync("eu-west-1");
        race.Bed.Time.Advance(TimeSpan.FromSeconds(100));
        race.Of("eu-west-1").Answer.SetException(DispatchBed.Down(BedrockErrorKind.Transport));
        GatewayError error = (await Assert.ThrowsAsync<GatewayException>(() => running)).Error;
        dispatch.End(ExchangeOutcome.Unavailable, error.Blame, null);

        Assert.Equal(GatewayErrorKind.UpstreamThrottled, error.Kind);
        Assert.Equal([First, Second, "eu-west-1"], race.Bed.Regions);
        Assert.Equal(["throttle", "access", "transport"], dispatch.Attempts.Select(attempt => attempt.Outcome));
        AssertNothingHeld(race.Bed);
    }

    /// <summary>What the first refuses as wrong, nobody waits for elsewhere.</summary>
    [Fact]
    public async Task FirstRefusesTheRequest_EndsBoth()
    {
        var race = new Held(Three);
        Dispatch dispatch = race.Bed.Begin("m");
        Task<ConverseEventStream> running = race.Bed.RunAsync(dispatch);
        race.Bed.Time.Advance(TimeSpan.FromSeconds(2));
        await race.AskedAsync(Second);
        race.Of(First).Answer.SetException(DispatchBed.Down(BedrockErrorKind.Validation));
        Assert.Equal(GatewayErrorKind.InvalidRequest, (await Assert.ThrowsAsync<GatewayException>(() => running)).Error.Kind);
        await race.Of(Second).Cancelled.Task;
        dispatch.End(ExchangeOutcome.RejectedUpstream, Blame.Client, null);
        Assert.Equal(["permanent", "hedged"], dispatch.Attempts.Select(attempt => attempt.Outcome));
        AssertNothingHeld(race.Bed);
    }

    /// <summary>A caller who has left, and whose answer is read on for its usage, is asked for nowhere else.</summary>
    [Fact]
    public async Task CallerHasLeft_NoSecondIsAsked()
    {
        using var caller = new CancellationTokenSource();
        var race = new Held(Three);
        Dispatch dispatch = race.Bed.Begin("m");
        dispatch.Caller = caller.Token;
        Task<ConverseEventStream> running = race.Bed.RunAsync(dispatch);
        await race.AskedAsync(First);
        await caller.CancelAsync();
        race.Bed.Time.Advance(TimeSpan.FromSeconds(2));
        race.Of(Second).Answer.TrySetResult(DispatchBed.Answer());
        race.Of(First).Answer.SetResult(DispatchBed.Answer());
        await using ConverseEventStream stream = await running;
        dispatch.End(ExchangeOutcome.ClientCancelled, null, null);

        Assert.Equal(First, Assert.Single(race.Bed.Regions));
        AssertNothingHeld(race.Bed);
    }

    [Fact]
    public async Task CallerLeaves_BothAreCancelledAndSayNothing()
    {
        using var caller = new CancellationTokenSource();
        var race = new Held(Three);
        Dispatch dispatch = race.Bed.Begin("m");
        Task<ConverseEventStream> running = race.Bed.RunAsync(dispatch, caller.Token);
        race.Bed.Time.Advance(TimeSpan.FromSeconds(2));
        await race.AskedAsync(Second);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        dispatch.End(ExchangeOutcome.ClientCancelled, null, null);
        await dispatch.ReleaseAsync();

        Assert.Equal(["abandoned", "abandoned"], dispatch.Attempts.Select(attempt => attempt.Outcome));
        Assert.All(race.Bed.Healths.Report(), report => Assert.Equal((0, 0L), (report.InFlight, report.Failures)));
        AssertNothingHeld(race.Bed);
    }

    /// <summary>A loser that answers all the same is closed, and the request's memory is held until it has.</summary>
    [Fact]
    public async Task Loser_ThatAnswersAllTheSame_IsClosed()
    {
        var late = new TaskCompletionSource<ConverseEventStream>();
        var asked = new TaskCompletionSource();
        var bed = new DispatchBed(Three, (target, _, _) =>
        {
            if (target.Region == First)
            {
                return late.Task;
            }

            asked.SetResult();
            return Task.FromResult<ConverseEventStream>(DispatchBed.Answer());
        });
        Dispatch dispatch = bed.Begin("m");
        Task<ConverseEventStream> running = bed.RunAsync(dispatch);
        bed.Time.Advance(TimeSpan.FromSeconds(2));
        await asked.Task;
        await using ConverseEventStream stream = await running;
        dispatch.End(ExchangeOutcome.Completed, null, null);
        ValueTask released = dispatch.ReleaseAsync();
        Assert.False(released.IsCompleted);
        FakeStream unwanted = DispatchBed.Answer();
        late.SetResult(unwanted);
        await released;
        Assert.True(unwanted.Disposed);
    }

    /// <summary>One at once is always allowed; more only within the share of what is in flight, and none where the share is zero.</summary>
    [Fact]
    public async Task Budget_UsedUp_TheFirstIsWaitedFor()
    {
        var race = new Held(Three);
        Dispatch one = race.Bed.Begin("m");
        Task<ConverseEventStream> running = race.Bed.RunAsync(one);
        race.Bed.Time.Advance(TimeSpan.FromSeconds(2));
        await race.AskedAsync(Second);
        Assert.Null(race.Bed.Budget.TryHedge(race.Bed.Configuration.Hedging, race.Bed.Configuration.RetryBudget));
        for (int i = 0; i < 39; i++)
        {
            race.Bed.Budget.Enter();
        }

        Assert.NotNull(race.Bed.Budget.TryHedge(race.Bed.Configuration.Hedging, race.Bed.Configuration.RetryBudget));
        Assert.Null(race.Bed.Budget.TryHedge(race.Bed.Configuration.Hedging, race.Bed.Configuration.RetryBudget));
        Assert.Null(new ConcurrencyBudget().TryHedge(new HedgingSettings { MaxShare = 0 }, new RetryBudgetSettings()));
        Assert.Null(new ConcurrencyBudget().TryHedge(new HedgingSettings(), new RetryBudgetSettings { Minimum = 0 }));
        race.Of(First).Answer.SetResult(DispatchBed.Answer());
        await using ConverseEventStream stream = await running;
    }

    /// <summary>Where there is no other sound target of the route's own, or what is asked cannot be asked twice, nobody waits for a second.</summary>
    [Theory]
    [InlineData("one target")]
    [InlineData("only a fallback")]
    [InlineData("only one of weight 0")]
    [InlineData("the other throttled")]
    [InlineData("whole answer")]
    [InlineData("unknown kind")]
    [InlineData("no failover")]
    [InlineData("off")]
    public async Task Second_IsNotAskedWhere(string why)
    {
        string targets = why switch
        {
            "one target" => """{"targets": [{"model": "amazon.nova-lite-v1:0"}]}""",
            "only a fallback" => """{"targets": [{"model": "amazon.nova-lite-v1:0"}], "fallbacks": ["amazon.nova-pro-v1:0"]}""",
            "only one of weight 0" => """{"targets": [{"model": "amazon.nova-lite-v1:0"}, {"region": "us-west-2", "model": "amazon.nova-lite-v1:0", "weight": 0}]}""",
            _ => """{"targets": [{"model": "amazon.nova-lite-v1:0"}, {"region": "us-west-2", "model": "amazon.nova-lite-v1:0", "priority": 1}]}""",
        };
        string failover = why == "no failover" ? "false" : "true";
        string hedging = why == "off" ? "{}" : """{"enabled": true, "after": 2}""";
        const string Accounts = """[{"id": "a", "regions": ["us-east-1", "us-west-2"]}]""";
        string json = $$"""{"failover": {"enabled": {{failover}} }, "hedging": {{hedging}}, "accounts": {{Accounts}}, "models": {"aliases": {"m": {{targets}} } } }""";
        var race = new Held(json);
        if (why == "the other throttled")
        {
            Target other = race.Bed.Begin("m").Call.Route.Targets[1];
            race.Bed.Healths.Of(race.Bed.Configuration, other).TryForce(0)!.End(TargetEnd.Throttled, retryAfter: TimeSpan.FromSeconds(30));
        }

        Dispatch begun = race.Bed.Begin("m");
        Dispatch dispatch = why == "unknown kind" ? race.Bed.Dispatcher.Begin(begun.Call, new object()) : begun;
        ConverseRequest request = DispatchBed.Request();
        Task running = race.Bed.Dispatcher.RunAsync(dispatch, (upstream, token) => upstream.OpenAsync(request, dispatch.Call.Route.Api, token), isStream: why != "whole answer", default);
        await race.AskedAsync(First);
        race.Bed.Time.Advance(TimeSpan.FromSeconds(60));
        race.Of(First).Answer.SetResult(DispatchBed.Answer());
        await running;
        dispatch.End(ExchangeOutcome.Completed, null, null);

        Assert.Equal(First, Assert.Single(race.Bed.Regions));
        AssertNothingHeld(race.Bed);
        if (why is not ("only a fallback" or "only one of weight 0"))
        {
            Assert.Equal(0, race.Bed.Time.Timers);
        }
    }

    /// <summary>Off, which it is by default, it costs no timer and no byte: what is allocated is what a request with two targets takes anyway.</summary>
    [Fact]
    public async Task Off_CostsNothing()
    {
        double off = await BytesAsync("{}");
        double on = await BytesAsync("""{"enabled": true}""");
        output.WriteLine($"{off} bytes for each request without, {on} with hedging");
        Assert.InRange(off, 1, 2700);
        Assert.True(on > off);

        static async Task<double> BytesAsync(string hedging)
        {
            var bed = new DispatchBed(Three.Replace("""{"enabled": true, "after": 2}""", hedging, StringComparison.Ordinal), (_, _) => DispatchBed.Answer());
            ConverseRequest request = DispatchBed.Request();
            ExchangeCall call = bed.Begin("m", request).Call;
            Task<int> answer = Task.FromResult(1);
            long before = 0;
            for (int i = 0; i < 3000; i++)
            {
                before = i == 2000 ? GC.GetAllocatedBytesForCurrentThread() : before;
                Dispatch dispatch = bed.Dispatcher.Begin(call, request);
                await bed.Dispatcher.RunAsync(dispatch, (_, _) => answer, isStream: true, default);
                dispatch.End(ExchangeOutcome.Completed, null, null);
            }

            Assert.Equal(0, bed.Time.Timers);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0;
        }
    }

    private static void AssertNothingHeld(DispatchBed bed) => Assert.Equal((0, 0, 0), (bed.Budget.InFlight, bed.Budget.Hedges, bed.Budget.Retries));

    /// <summary>Targets that answer when the test says so.</summary>
    private sealed class Held
    {
        private readonly ConcurrentDictionary<string, Place> _places = new();

        public Held(string json) => Bed = new DispatchBed(json, (target, _, token) =>
        {
            Place place = Of(target.Region!);
            token.Register(() =>
            {
                place.Cancelled.TrySetResult();
                place.Answer.TrySetCanceled(token);
            });
            place.Asked.TrySetResult();
            return place.Answer.Task;
        });

        public DispatchBed Bed { get; }

        public Place Of(string region) => _places.GetOrAdd(region, static _ => new Place());

        public Task AskedAsync(string region) => Of(region).Asked.Task.WaitAsync(Patience.Limit);

        public void Forget() => _places.Clear();
    }

    private sealed class Place
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<ConverseEventStream> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
