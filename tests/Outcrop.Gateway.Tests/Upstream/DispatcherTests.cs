using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>Where a request goes, and what becomes of it where its target fails: rows 1, 16, 20, 24 to 27 of the fault matrix.</summary>
public class DispatcherTests(ITestOutputHelper output)
{
    private const string Nova = "amazon.nova-lite-v1:0";

    private const string Two = """
        {"accounts": [{"id": "a", "regions": ["us-east-1", "us-west-2"]}],
         "models": {"aliases": {"m": {"targets": [{"model": "amazon.nova-lite-v1:0"}, {"region": "us-west-2", "model": "us.amazon.nova-lite-v1:0", "api": "invoke", "priority": 1}]}}}}
        """;

    /// <summary>Row 26: none of ten thousand fails, and five at most pay for finding out.</summary>
    [Theory]
    [InlineData("priority")]
    [InlineData("weighted")]
    [InlineData("leastInFlight")]
    [InlineData("quota")]
    public async Task OneOfTwoRegions_Dead_NoRequestFailsAndFivePay(string strategy)
    {
        string json = Two.Replace("\"priority\": 1", "\"priority\": 0", StringComparison.Ordinal).Replace("{\"accounts\"", $"{{\"routing\": {{\"strategy\": \"{strategy}\"}}, \"accounts\"", StringComparison.Ordinal);
        var bed = new DispatchBed(json, (target, _) => target.Region == "us-east-1" ? throw DispatchBed.Down(BedrockErrorKind.Transport) : DispatchBed.Answer());
        int paid = 0;
        for (int i = 0; i < 10_000; i++)
        {
            Dispatch dispatch = await bed.AskAsync("m", DispatchBed.Request($"question {i}"));
            paid += dispatch.Attempts.Count - 1;
        }

        Assert.InRange(paid, 1, 5);
        Assert.Equal(10_000 + paid, bed.Asked.Count);
        Assert.Equal("open", bed.Healths.Report().Single(report => report.Key.Region == "us-east-1").State);
        Assert.Equal(0, bed.Budget.InFlight);
    }

    /// <summary>Row 27: the last target is always tried, once, and the caller learns when another try is worth it.</summary>
    [Fact]
    public async Task AllTargets_Dead_CostOneAttemptEachAndTellWhen()
    {
        var bed = new DispatchBed(Two, (_, _) => throw DispatchBed.Down());
        const int Requests = 1000;
        GatewayError? last = null;
        for (int i = 0; i < Requests; i++)
        {
            last = (await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"))).Error;
        }

        Assert.InRange(bed.Asked.Count, Requests, (int)(1.05 * Requests) + 72);
        Assert.Equal(GatewayErrorKind.UpstreamUnavailable, last!.Kind);
        Assert.InRange(last.RetryAfter!.Value.TotalSeconds, 20, 30);

        // And it comes back: one probe closes the breaker.
        bed.Time.Advance(TimeSpan.FromSeconds(31));
        var well = new DispatchBed(Two, (_, _) => DispatchBed.Answer());
        await well.AskAsync("m");
        Assert.Equal("us-east-1", Assert.Single(well.Regions));
    }

    [Fact]
    public async Task Target_Returns_AfterOneProbe()
    {
        bool dead = true;
        var bed = new DispatchBed(Two, (target, _) => dead && target.Region == "us-east-1" ? throw DispatchBed.Down() : DispatchBed.Answer());
        for (int i = 0; i < 20; i++)
        {
            await bed.AskAsync("m");
        }

        bed.Time.Advance(TimeSpan.FromSeconds(31));
        bed.Asked.Clear();
        await bed.AskAsync("m");
        await bed.AskAsync("m");
        Assert.Equal(["us-east-1", "us-west-2", "us-west-2"], bed.Regions);

        dead = false;
        bed.Time.Advance(TimeSpan.FromSeconds(61));
        bed.Asked.Clear();
        await bed.AskAsync("m");
        await bed.AskAsync("m");
        Assert.Equal(["us-east-1", "us-east-1"], bed.Regions);
    }

    /// <summary>While one request finds out whether the target is well again, the others go elsewhere.</summary>
    [Fact]
    public async Task HalfOpen_LetsExactlyOneThrough()
    {
        TaskCompletionSource<ConverseEventStream>? held = null;
        var bed = new DispatchBed(Two, (target, _, _) => target.Region != "us-east-1" ? Task.FromResult<ConverseEventStream>(DispatchBed.Answer()) : held?.Task ?? throw DispatchBed.Down());
        for (int i = 0; i < 5; i++)
        {
            await bed.AskAsync("m");
        }

        bed.Time.Advance(TimeSpan.FromSeconds(31));
        bed.Asked.Clear();
        held = new TaskCompletionSource<ConverseEventStream>();
        Task<Dispatch> probe = bed.AskAsync("m");
        for (int i = 0; i < 100; i++)
        {
            await bed.AskAsync("m");
        }

        Assert.Equal(1, bed.Regions.Count(region => region == "us-east-1"));
        held.SetResult(DispatchBed.Answer());
        await probe;
        Assert.Equal("healthy", bed.Healths.Report().Single(report => report.Key.Region == "us-east-1").State);
    }

    /// <summary>Row 1: another target is asked at once, without a wait; the throttled one is left alone for as long as AWS said, and counts as no failure.</summary>
    [Fact]
    public async Task Throttled_GoesElsewhereAtOnceAndWaits()
    {
        bool throttled = true;
        var bed = new DispatchBed(Two, (target, _) => throttled && target.Region == "us-east-1"
            ? throw new BedrockException(BedrockErrorKind.Throttling, "slow") { IsRetryable = true, StatusCode = 429, RetryAfter = TimeSpan.FromSeconds(7) } : DispatchBed.Answer());
        for (int i = 0; i < 50; i++)
        {
            await bed.AskAsync("m");
        }

        Assert.Equal(51, bed.Asked.Count);
        TargetReport report = bed.Healths.Report().Single(one => one.Key.Region == "us-east-1");
        Assert.Equal(("throttled", 0L, 1L), (report.State, report.Failures, report.Throttles));
        throttled = false;
        bed.Time.Advance(TimeSpan.FromSeconds(8));
        bed.Asked.Clear();
        await bed.AskAsync("m");
        Assert.Equal("us-east-1", Assert.Single(bed.Regions));
    }

    /// <summary>What another target gets is its own model, through its own API, with what time is left; the last resort alone may be sent again by the client.</summary>
    [Fact]
    public async Task Request_AtEachTarget_IsTheTargetsOwn()
    {
        var policies = new List<CallPolicy?>();
        var bed = new DispatchBed(Two, (target, request) =>
        {
            policies.Add(request.Policy);
            return target.Region == "us-east-1" ? throw DispatchBed.Down() : DispatchBed.Answer();
        });
        ConverseRequest asked = DispatchBed.Request();
        Dispatch dispatch = await bed.AskAsync("m", asked);

        Assert.Equal([Nova, "us." + Nova], bed.Asked.Select(one => one.Request.ModelId));
        Assert.Equal("unset", asked.ModelId);
        Assert.Equal([1, null], policies.Select(policy => policy!.MaxAttempts));
        Assert.Equal(["transient", "opened"], dispatch.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal("us-west-2", dispatch.Target!.Region);
    }

    /// <summary>Whether a failure goes elsewhere, and what the breaker makes of five of them.</summary>
    [Theory]
    [InlineData(BedrockErrorKind.Validation, false, "healthy")]
    [InlineData(BedrockErrorKind.RequestTooLarge, false, "healthy")]
    [InlineData(BedrockErrorKind.ModelTimeout, false, "healthy")]
    [InlineData(BedrockErrorKind.AccessDenied, true, "healthy")]
    [InlineData(BedrockErrorKind.ResourceNotFound, true, "healthy")]
    [InlineData(BedrockErrorKind.ModelError, true, "healthy")]
    [InlineData(BedrockErrorKind.ServiceQuotaExceeded, true, "throttled")]
    [InlineData(BedrockErrorKind.InternalServer, true, "open")]
    [InlineData(BedrockErrorKind.ModelNotReady, true, "open")]
    [InlineData(BedrockErrorKind.StreamTruncated, true, "open")]
    [InlineData(BedrockErrorKind.Timeout, true, "open")]
    [InlineData(BedrockErrorKind.ExpiredToken, true, "open")]
    [InlineData(BedrockErrorKind.Credentials, true, "open")]
    public async Task Failure_OfEachKind_GoesWhereItMay(BedrockErrorKind kind, bool failsOver, string state)
    {
        var bed = new DispatchBed(Two, (target, _) => target.Region == "us-east-1" ? throw DispatchBed.Down(kind) : DispatchBed.Answer());
        for (int i = 0; i < 8; i++)
        {
            Exception? failure = await Record.ExceptionAsync(() => bed.AskAsync("m"));
            Assert.Equal(failsOver, failure is null);
        }

        Assert.Equal(failsOver, bed.Regions.Contains("us-west-2"));
        Assert.Equal(state, bed.Healths.Report().Single(report => report.Key.Region == "us-east-1").State);
    }

    [Fact]
    public async Task Failover_TurnedOff_AsksOneTarget()
    {
        var bed = new DispatchBed(Two.Replace("{\"accounts\"", "{\"failover\": {\"enabled\": false}, \"accounts\"", StringComparison.Ordinal), (_, _) => throw DispatchBed.Down());
        await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"));
        Assert.Single(bed.Asked);
    }

    [Fact]
    public async Task ModelTimeout_WhereConfigured_GoesElsewhere()
    {
        var bed = new DispatchBed(
            Two.Replace("{\"accounts\"", "{\"failover\": {\"onModelTimeout\": true}, \"accounts\"", StringComparison.Ordinal),
            (target, _) => target.Region == "us-east-1" ? throw DispatchBed.Down(BedrockErrorKind.ModelTimeout) : DispatchBed.Answer());
        await bed.AskAsync("m");
        Assert.Equal(2, bed.Asked.Count);
    }

    /// <summary>The caller's own end is no failure of anybody's.</summary>
    [Fact]
    public async Task Cancel_EndsTheRequestAndSaysNothingOfTheTarget()
    {
        using var source = new CancellationTokenSource();
        var bed = new DispatchBed(Two, async (_, _, token) =>
        {
            await source.CancelAsync();
            token.ThrowIfCancellationRequested();
            return DispatchBed.Answer();
        });
        Dispatch dispatch = bed.Begin("m");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bed.RunAsync(dispatch, source.Token));
        dispatch.End(ExchangeOutcome.ClientCancelled, null, null);

        Assert.Single(bed.Asked);
        Assert.Equal("abandoned", Assert.Single(dispatch.Attempts).Outcome);
        Assert.All(bed.Healths.Report(), report => Assert.Equal(("healthy", 0, 0L), (report.State, report.InFlight, report.Failures)));
        Assert.Equal(0, bed.Budget.InFlight);
    }

    /// <summary>One deadline holds for all targets together.</summary>
    [Fact]
    public async Task Deadline_IsOverAfterTheFirst_NoSecondIsAsked()
    {
        DispatchBed? bed = null;
        bed = new DispatchBed(Two.Replace("{\"accounts\"", "{\"timeouts\": {\"total\": 10}, \"accounts\"", StringComparison.Ordinal), (_, request) =>
        {
            Assert.Equal(TimeSpan.FromSeconds(10), request.Policy!.Deadline!.Value.Remaining);
            bed!.Time.Advance(TimeSpan.FromSeconds(11));
            throw DispatchBed.Down();
        });
        await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"));
        Assert.Single(bed.Asked);
    }

    /// <summary>Fallbacks come last, with their own model; those a key may not use are not asked, nor are its other targets.</summary>
    [Fact]
    public async Task Fallbacks_ComeLastAndOnlyWhatTheKeyMayUse()
    {
        const string Json = """
            {"keys": [{"id": "k", "key": "${K}", "models": ["amazon.nova-lite-v1:0", "mistral.*"]}],
             "accounts": [{"id": "a", "regions": ["us-east-1", "us-west-2"]}],
             "models": {"aliases": {
               "m": {"targets": [{"model": "amazon.nova-lite-v1:0"}, {"model": "amazon.nova-pro-v1:0"}, {"region": "us-west-2", "model": "amazon.nova-lite-v1:0"}], "fallbacks": ["pro", "other"]},
               "pro": "amazon.nova-pro-v1:0",
               "other": {"targets": [{"model": "mistral.mistral-large-2402-v1:0", "weight": 50}]}}}}
            """;
        var bed = new DispatchBed(Json, (target, _) => target.ModelId.StartsWith("amazon", StringComparison.Ordinal) ? throw DispatchBed.Down() : DispatchBed.Answer());
        Dispatch dispatch = await bed.AskAsync("m");

        Assert.Equal([Nova, Nova, "mistral.mistral-large-2402-v1:0"], bed.Asked.Select(one => one.Target.ModelId));
        Assert.Equal("mistral.mistral-large-2402-v1:0", dispatch.Target!.ModelId);
    }

    /// <summary>One account whose credentials are no good costs five requests a second try, and nobody an answer.</summary>
    [Fact]
    public async Task Credentials_OfOneAccountGone_TheOtherServes()
    {
        const string Json = """
            {"accounts": [{"id": "bad", "regions": ["us-east-1"]}, {"id": "good", "regions": ["us-east-1"]}],
             "models": {"default": {"targets": [{"account": "bad"}, {"account": "good", "priority": 1}]}}}
            """;
        var bed = new DispatchBed(Json, (target, _) => target.AccountId == "bad" ? throw new BedrockException(BedrockErrorKind.Credentials, "no role") : DispatchBed.Answer());
        for (int i = 0; i < 100; i++)
        {
            await bed.AskAsync(Nova);
        }

        Assert.Equal(105, bed.Asked.Count);
    }

    /// <summary>Of several failures the caller is told the one that says what to do.</summary>
    [Theory]
    [InlineData(BedrockErrorKind.Throttling, BedrockErrorKind.AccessDenied, "UpstreamThrottled")]
    [InlineData(BedrockErrorKind.AccessDenied, BedrockErrorKind.Throttling, "UpstreamThrottled")]
    [InlineData(BedrockErrorKind.Credentials, BedrockErrorKind.Transport, "UpstreamUnavailable")]
    [InlineData(BedrockErrorKind.ServiceUnavailable, BedrockErrorKind.Validation, "InvalidRequest")]
    public async Task Failures_OfSeveralTargets_TellTheMostUseful(BedrockErrorKind first, BedrockErrorKind second, string told)
    {
        var bed = new DispatchBed(Two, (target, _) => throw DispatchBed.Down(target.Region == "us-east-1" ? first : second));
        Assert.Equal(told, (await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"))).Error.Kind.ToString());
    }

    /// <summary>Answers that break off amid their content, five in a row, open the breaker although each of them began well.</summary>
    [Fact]
    public async Task Streams_ThatBreakOff_OpenTheBreaker()
    {
        var bed = new DispatchBed(Two, (_, _) => DispatchBed.Answer());
        for (int i = 0; i < 5; i++)
        {
            Dispatch dispatch = bed.Begin("m");
            await using ConverseEventStream stream = await bed.RunAsync(dispatch);
            dispatch.End(ExchangeOutcome.Broken, Blame.Upstream, null);
        }

        Assert.Equal("open", bed.Healths.Report().Single(report => report.Key.Region == "us-east-1").State);
        await bed.AskAsync("m");
        Assert.Equal("us-west-2", bed.Regions.Last());
    }

    /// <summary>What a request pays for there being a choice at all, where it has none.</summary>
    [Fact]
    public async Task OneTarget_CostsAKilobyteAndNoChoice()
    {
        var bed = new DispatchBed("{}", (_, _) => DispatchBed.Answer());
        ConverseRequest request = DispatchBed.Request();
        ExchangeCall call = bed.Begin(Nova, request).Call;
        Task<int> answer = Task.FromResult(1);
        long before = 0;
        for (int i = 0; i < 3000; i++)
        {
            before = i == 2000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            Dispatch dispatch = bed.Dispatcher.Begin(call, request);
            await bed.Dispatcher.RunAsync(dispatch, (_, _) => answer, isStream: false, default);
            dispatch.End(ExchangeOutcome.Completed, null, null);
        }

        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0;
        output.WriteLine($"{bytes} bytes for each request");
        Assert.InRange(bytes, 1, 1400);
    }

    /// <summary>A retry budget of requests in flight: a fifth of them, three at least.</summary>
    [Fact]
    public void ConcurrencyBudget_BoundsRetriesInFlight()
    {
        var budget = new ConcurrencyBudget();
        Bedrock.Transport.IRetryBudget view = budget.By(new Gateway.Configuration.RetryBudgetSettings());
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => view.TryBegin()));
        for (int i = 0; i < 100; i++)
        {
            budget.Enter();
        }

        Assert.Equal(17, Enumerable.Range(0, 100).Count(_ => view.TryBegin()));
        view.End();
        Assert.True(view.TryBegin());
        Assert.False(view.TryBegin());
    }
}
