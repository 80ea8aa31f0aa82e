using System.Collections.Concurrent;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>Many requests at once at targets that answer, fail, throttle and hang, asked twice, and left by their callers at any moment: whatever the order, nothing stays held, and what is counted is what was asked.</summary>
public class DispatchStormTests(ITestOutputHelper output)
{
    private const int Workers = 24;
    private const int RequestsOfEach = 150;

    private readonly ConcurrentDictionary<Running, bool> _running = new();
    private Random _random = new(0);

    private static string Json(string strategy) => $$"""
        {"routing": {"strategy": "{{strategy}}"}, "breaker": {"failures": 3, "openFor": 1, "maxOpenFor": 5}, "hedging": {"enabled": true, "after": 1, "maxShare": 0.5},
         "accounts": [{"id": "a", "regions": ["us-east-1", "us-west-2", "eu-west-1"]}], "quotas": [{"account": "a", "tokensPerMinute": 1000000}],
         "models": {"aliases": {"m": {"targets": [
           {"model": "amazon.nova-lite-v1:0"}, {"region": "us-west-2", "model": "amazon.nova-lite-v1:0"}, {"region": "eu-west-1", "model": "amazon.nova-lite-v1:0", "priority": 1}]} } } }
        """;

    [Theory]
    [InlineData("priority", 1)]
    [InlineData("weighted", 2)]
    [InlineData("leastInFlight", 3)]
    [InlineData("quota", 4)]
    public async Task Storm_LeavesNothingHeldAndCountsWhatWasAsked(string strategy, int seed)
    {
        _random = new Random(seed);
        var bed = new DispatchBed(Json(strategy), (_, _, token) => AnswerAsync(token));
        using var metrics = new MetricReader(bed.Meters);
        var attempts = new ConcurrentQueue<UpstreamAttempt>();
        Task all = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < RequestsOfEach; i++)
            {
                await RunAsync(bed, attempts);
            }
        })));
        while (!all.IsCompleted)
        {
            bed.Time.Advance(TimeSpan.FromMilliseconds(Next(400)));
            foreach (Running running in _running.Keys)
            {
                running.Step(Next(30));
            }

            await Task.Yield();
        }

        await all;
        output.WriteLine($"seed {seed}, {strategy}: {string.Join(", ", attempts.GroupBy(static one => one.Outcome).Select(static group => $"{group.Key} {group.Count()}"))}");
        Assert.Equal((0, 0, 0), (bed.Budget.InFlight, bed.Budget.Hedges, bed.Budget.Retries));
        Assert.All(bed.Healths.Report(), static report => Assert.Equal(0, report.InFlight));
        Assert.Equal(bed.Asked.Count, attempts.Sum(static attempt => attempt.Count));
        Assert.Equal(bed.Asked.Count, metrics.Sum("outcrop.upstream.attempts"));
        Assert.Equal(bed.Asked.Count, bed.Healths.Report().Sum(static report => report.Requests));

        // No probe was lost on the way: each may be asked again once its time is over.
        bed.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.All(bed.Healths.All, static health => Assert.NotEqual(TargetStanding.Away, health.Standing()));
        Assert.All(bed.Healths.Report(), static report => Assert.InRange(report.QuotaLeft!.Value, 0.2, 1));
    }

    private async Task RunAsync(DispatchBed bed, ConcurrentQueue<UpstreamAttempt> attempts)
    {
        using var running = new Running();
        _running[running] = true;
        Dispatch dispatch = bed.Begin("m", DispatchBed.Request($"question {Next(20)}"));
        dispatch.Caller = running.Caller.Token;
        ExchangeOutcome outcome = ExchangeOutcome.ClientCancelled;
        Blame? blame = null;
        try
        {
            await using ConverseEventStream stream = await bed.RunAsync(dispatch, running.Reading.Token);
            (outcome, blame) = Next(4) == 0 ? (ExchangeOutcome.Broken, Blame.Upstream) : (ExchangeOutcome.Completed, default(Blame?));
        }
        catch (GatewayException fault)
        {
            (outcome, blame) = (ExchangeOutcome.Unavailable, fault.Error.Blame);
        }
        catch (OperationCanceledException)
        {
            Assert.True(running.Caller.IsCancellationRequested);
        }

        _running.TryRemove(running, out _);
        dispatch.End(outcome, blame, Next(2) == 0 ? new TokenUsage { InputTokens = 10, OutputTokens = 20 } : null);
        await dispatch.ReleaseAsync();
        foreach (UpstreamAttempt attempt in dispatch.Attempts)
        {
            attempts.Enqueue(attempt);
        }
    }

    private async Task<ConverseEventStream> AnswerAsync(CancellationToken token)
    {
        int choice = Next(100);
        if (choice >= 30)
        {
            await Task.Yield();
        }

        if (choice >= 80)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }

        BedrockErrorKind[] kinds = [BedrockErrorKind.Transport, BedrockErrorKind.Timeout, BedrockErrorKind.ServiceUnavailable, BedrockErrorKind.Throttling, BedrockErrorKind.AccessDenied, BedrockErrorKind.Validation];
        return Next(2) == 0 ? DispatchBed.Answer() : throw DispatchBed.Down(kinds[Next(kinds.Length)]);
    }

    private int Next(int below)
    {
        lock (_random)
        {
            return _random.Next(below);
        }
    }

    /// <summary>A request whose caller leaves some time, and whose reading ends some time later.</summary>
    private sealed class Running : IDisposable
    {
        private readonly Lock _lock = new();
        private bool _disposed;
        private int _steps;

        public CancellationTokenSource Caller { get; } = new();

        public CancellationTokenSource Reading { get; } = new();

        public void Step(int chance)
        {
            lock (_lock)
            {
                if (_disposed || (++_steps < 40 && chance != 0))
                {
                    return;
                }
            }

            (Caller.IsCancellationRequested ? Reading : Caller).Cancel();
        }

        public void Dispose()
        {
            // The sources hold no timer: whoever still cancels one does no harm.
            lock (_lock)
            {
                _disposed = true;
            }
        }
    }
}
