using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;

namespace Outcrop.Bedrock.Tests.Credentials;

/// <summary>Fault rows 21 to 23 at the source of a role's credentials: an STS that is silent, and clocks that disagree.</summary>
public sealed class RoleCredentialSourceTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeSources _sources = new();

    [Fact]
    public async Task Get_StsSilent_FailsAfterTenSecondsAndCanBeTriedAgain()
    {
        var asked = new SemaphoreSlim(0);
        var silent = new TaskCompletionSource<ExpiringCredentials>();
        _sources.Sts = (_, _) =>
        {
            asked.Release();
            return silent.Task;
        };
        Task<ResolvedCredentials> waiting = Source().GetAsync(null, TestContext.Current.CancellationToken).AsTask();
        await asked.WaitAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => waiting);
        Assert.Equal((BedrockErrorKind.Credentials, true), (fault.Kind, fault.IsRetryable));
        Assert.Contains("STS did not answer within 10 seconds", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Our clock behind or ahead of STS's: the session's length counts, or it would be used too long, or renewed before every request.</summary>
    [Theory]
    [InlineData(0, 45)]
    [InlineData(120, 45)]
    [InlineData(-60, 45)]
    [InlineData(-180, 45)]
    public async Task Get_StsClockElsewhere_CountsTheSessionsLength(int minutesOff, int advisoryAt)
    {
        _sources.Sts = (number, _) => Task.FromResult(new ExpiringCredentials(ResolvedCredentials.Keys($"K{number}", "s", "t"), _time.GetUtcNow() + TimeSpan.FromMinutes(minutesOff) + Hour));
        RoleCredentialSource source = Source();
        Assert.Equal("K1", await IdAsync(source));
        _time.Advance(TimeSpan.FromMinutes(advisoryAt) - TimeSpan.FromTicks(1));
        Assert.Equal("K1", await IdAsync(source));
        Assert.Equal(1, _sources.Assumed);
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("K2", await IdAsync(source));
    }

    /// <summary>A session that is shorter than asked for is believed.</summary>
    [Fact]
    public async Task Get_SessionShorterThanAskedFor_EndsWhenItSays()
    {
        _sources.Sts = (number, _) => Task.FromResult(new ExpiringCredentials(ResolvedCredentials.Keys($"K{number}", "s", "t"), _time.GetUtcNow() + TimeSpan.FromSeconds(60)));
        RoleCredentialSource source = Source();
        Assert.Equal("K1", await IdAsync(source));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("K2", await IdAsync(source));
    }

    private RoleCredentialSource Source() => new(
        new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        new RoleRequest
        {
            RoleArn = "arn:aws:iam::123456789012:role/demo",
            SessionName = "me",
            Tags = new Dictionary<string, string>(),
            Duration = Hour,
            Endpoint = new Uri("http://sts.invalid/"),
            Region = "us-east-1",
        },
        _sources,
        _time,
        NullLogger.Instance,
        new BedrockMetrics(null, null));

    private static async Task<string?> IdAsync(RoleCredentialSource source) => (await source.GetAsync(null, TestContext.Current.CancellationToken)).AccessKeyId;
}
