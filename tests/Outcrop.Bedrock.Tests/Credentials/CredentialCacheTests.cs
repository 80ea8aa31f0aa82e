using Microsoft.Extensions.Logging.Abstractions;
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
        NullLogger.Instance,
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
}
