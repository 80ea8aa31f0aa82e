using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;

namespace Outcrop.Bedrock.Tests.Credentials;

/// <summary>Acceptance row 4 and fault rows 20, 22 and 23: renewal before the end, one at a time, failures unseen while the old ones hold.</summary>
public sealed class CredentialCacheTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly List<TaskCompletionSource<ExpiringCredentials>> _asked = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly FailureLog _failures = new();
    private int _given;

    [Fact]
    public async Task Get_ManyAtOnce_FetchOnce()
    {
        CredentialCache cache = Cache();
        Task<ResolvedCredentials>[] callers = [.. Enumerable.Range(0, 20).Select(_ => cache.GetAsync(null, default).AsTask())];
        await Answer(TimeSpan.FromHours(1));
        Assert.All(await Task.WhenAll(callers), got => Assert.Equal("K1", got.AccessKeyId));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Get_InTheAdvisoryWindow_GivesTheOldAtOnceAndRenewsBehind()
    {
        CredentialCache cache = await Filled(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(44));
        Assert.Equal("K1", await Id(cache));
        Assert.Single(_asked);

        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("K1", await Id(cache));
        Assert.Equal("K1", await Id(cache));
        await Answer(TimeSpan.FromHours(1));
        Assert.Equal(2, _asked.Count);
        await UntilAsync(async () => await Id(cache) == "K2");
    }

    [Fact]
    public async Task Get_InTheMandatoryWindow_WaitsForTheNew()
    {
        CredentialCache cache = await Filled(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(51));
        Task<string?> waiting = Id(cache);
        await Answer(TimeSpan.FromHours(1));
        Assert.Equal("K2", await waiting);
    }

    [Theory]
    [InlineData(46)]
    [InlineData(51)]
    [InlineData(59)]
    public async Task Get_RenewalFailsWhileTheOldHold_IsInvisible(int minute)
    {
        CredentialCache cache = await Filled(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(minute));
        Task<string?> first = Id(cache);
        await Fail();
        Assert.Equal("K1", await first);
        await UntilAsync(() => Task.FromResult(true));

        // At rest after the failure: no further question, the old ones at once.
        Assert.Equal("K1", await Id(cache));
    }

    [Fact]
    public async Task Get_RenewalFailsAfterTheEnd_IsAnError()
    {
        CredentialCache cache = await Filled(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(60));
        Task<string?> waiting = Id(cache);
        await Fail();
        Assert.Equal(BedrockErrorKind.Credentials, (await Assert.ThrowsAsync<BedrockException>(() => waiting)).Kind);

        // And the next caller tries again.
        Task<string?> next = Id(cache);
        await Answer(TimeSpan.FromHours(1));
        Assert.Equal("K2", await next);
    }

    /// <summary>A session of 15 minutes is not renewed all the time: its windows are a quarter and a sixth of its life.</summary>
    [Fact]
    public async Task Get_ShortSession_IsUsedForThreeQuartersOfItsLife()
    {
        CredentialCache cache = await Filled(TimeSpan.FromMinutes(15));
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("K1", await Id(cache));
        Assert.Single(_asked);
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal("K1", await Id(cache));
        await _arrived.WaitAsync();
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Get_Refused_FetchesAnewOnceForAllWhoWereRefused()
    {
        CredentialCache cache = await Filled(TimeSpan.FromHours(1));
        ResolvedCredentials refused = await cache.GetAsync(null, default);
        Task<ResolvedCredentials>[] callers = [.. Enumerable.Range(0, 5).Select(_ => cache.GetAsync(refused, default).AsTask())];
        await Answer(TimeSpan.FromHours(1));
        Assert.All(await Task.WhenAll(callers), got => Assert.Equal("K2", got.AccessKeyId));
        Assert.Equal("K2", (await cache.GetAsync(refused, default)).AccessKeyId);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Get_CallerLeaves_TheRefreshGoesOn()
    {
        CredentialCache cache = Cache();
        using var caller = new CancellationTokenSource();
        Task<ResolvedCredentials> left = cache.GetAsync(null, caller.Token).AsTask();
        await _arrived.WaitAsync();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Task<string?> other = Id(cache);
        _asked[0].SetResult(Next(TimeSpan.FromHours(1)));
        Assert.Equal("K1", await other);
    }

    /// <summary>STS throttling for long is asked less and less often, and nobody notices.</summary>
    [Fact]
    public async Task Get_RenewalFailsAgainAndAgain_RestsLongerEachTime()
    {
        CredentialCache cache = await Filled(TimeSpan.FromHours(12));
        _time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMinutes(14));
        int asked = 1;
        foreach (int seconds in (int[])[10, 20, 40, 60, 60])
        {
            Assert.Equal("K1", await Id(cache));
            await FailAndRest();
            Assert.Equal(++asked, _asked.Count);
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.Equal("K1", await Id(cache));
            Assert.Equal(asked, _asked.Count);
            _time.Advance(TimeSpan.FromTicks(1));
        }

        // A success makes it forget them.
        Assert.Equal("K1", await Id(cache));
        await Answer(TimeSpan.FromHours(12));
        await UntilAsync(async () => await Id(cache) == "K2");
        _time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMinutes(14));
        Assert.Equal("K2", await Id(cache));
        await FailAndRest();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("K2", await Id(cache));
        await _arrived.WaitAsync();
    }

    /// <summary>Without credentials a first failure may be a hiccup; from the second on an outage costs STS one question in a while, however many ask.</summary>
    [Fact]
    public async Task Get_NoneAtAllAndFailingAgain_TellsTheLastFailureWithoutAsking()
    {
        CredentialCache cache = Cache();
        await FailsAsync(cache, null);
        int asked = 1;
        foreach (int seconds in (int[])[1, 2, 4, 5, 5])
        {
            await FailsAsync(cache, null);
            Assert.Equal(++asked, _asked.Count);
            for (int caller = 0; caller < 100; caller++)
            {
                Assert.Equal("STS is down", (await Assert.ThrowsAsync<BedrockException>(() => Id(cache))).Message);
            }

            Assert.Equal(asked, _asked.Count);
            _time.Advance(TimeSpan.FromSeconds(seconds));
        }

        Task<string?> next = Id(cache);
        await Answer(TimeSpan.FromHours(1));
        Assert.Equal("K1", await next);
    }

    /// <summary>A refusal asks at once, rest or not; that the same credentials are refused again is nothing new.</summary>
    [Fact]
    public async Task Get_RefusedWhileStsFails_AsksForTheNewsAndThenRests()
    {
        CredentialCache cache = await Filled(TimeSpan.FromHours(1));
        ResolvedCredentials refused = await cache.GetAsync(null, default);
        await FailsAsync(cache, refused);
        await FailsAsync(cache, refused);
        Assert.Equal(3, _asked.Count);
        for (int caller = 0; caller < 100; caller++)
        {
            await Assert.ThrowsAsync<BedrockException>(() => cache.GetAsync(refused, default).AsTask());
        }

        Assert.Equal(3, _asked.Count);

        // Whoever was not refused goes on with them: the refusal may have been one endpoint's mistake.
        Assert.Equal("K1", await Id(cache));
        _time.Advance(TimeSpan.FromSeconds(1));
        Task<ResolvedCredentials> next = cache.GetAsync(refused, default).AsTask();
        await Answer(TimeSpan.FromHours(1));
        Assert.Equal("K2", (await next).AccessKeyId);

        // Others are news.
        Task<ResolvedCredentials> again = cache.GetAsync(await next, default).AsTask();
        await Answer(TimeSpan.FromHours(1));
        Assert.Equal("K3", (await again).AccessKeyId);
    }

    private async Task FailsAsync(CredentialCache cache, ResolvedCredentials? refused)
    {
        Task<ResolvedCredentials> waiting = cache.GetAsync(refused, default).AsTask();
        await Fail();
        await Assert.ThrowsAsync<BedrockException>(() => waiting);
        await _failures.Told.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Fails a refresh that nobody waits for, and lets it come to rest.</summary>
    private async Task FailAndRest()
    {
        await Fail();
        await _failures.Told.WaitAsync(TestContext.Current.CancellationToken);
    }

    private CredentialCache Cache() => new(
        _ =>
        {
            var pending = new TaskCompletionSource<ExpiringCredentials>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_asked)
            {
                _asked.Add(pending);
            }

            _arrived.Release();
            return pending.Task;
        },
        _time,
        _failures,
        new BedrockMetrics(null, null));

    private async Task<CredentialCache> Filled(TimeSpan life)
    {
        CredentialCache cache = Cache();
        Task<string?> first = Id(cache);
        await Answer(life);
        Assert.Equal("K1", await first);
        return cache;
    }

    private async Task Answer(TimeSpan life)
    {
        await _arrived.WaitAsync();
        _asked[^1].SetResult(Next(life));
    }

    private async Task Fail()
    {
        await _arrived.WaitAsync();
        _asked[^1].SetException(new BedrockException(BedrockErrorKind.Credentials, "STS is down"));
    }

    private ExpiringCredentials Next(TimeSpan life) => new(ResolvedCredentials.Keys($"K{++_given}", "s", "t"), _time.GetUtcNow() + life);

    private static async Task<string?> Id(CredentialCache cache) => (await cache.GetAsync(null, default)).AccessKeyId;

    /// <summary>Lets the background refresh's continuation run: it needs no time, only a turn.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (int turn = 0; turn < 10_000 && !await condition(); turn++)
        {
            await Task.Yield();
        }

        Assert.True(await condition());
    }

    /// <summary>Tells of failed renewals: what is told has come to rest.</summary>
    private sealed class FailureLog : ILogger
    {
        public SemaphoreSlim Told { get; } = new(0);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Told.Release();
            }
        }
    }
}
