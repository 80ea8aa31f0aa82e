using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Errors;
using Outcrop.Emulator;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>Several accounts, over TCP and in every dialect.</summary>
public class AccountFailoverTests
{
    private const string Two = """
        {"accounts": [{"id": "a", "regions": ["us-east-1", "us-west-2"]}],
         "models": {"aliases": {"m": {"targets": [{"model": "amazon.nova-lite-v1:0"}, {"region": "us-west-2", "model": "amazon.nova-lite-v1:0", "priority": 1}]}}}}
        """;

    private const string Words = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    private const string Converse = """{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}""";
    private const string Claude = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}""";

    /// <summary>Each dialect: its path, a request, and the status and words where every account is throttled.</summary>
    public static TheoryData<string, string, int, string> Dialects => new()
    {
        { "/v1/chat/completions", $$"""{"model":"m",{{Words}}}""", 429, "rate_limit_exceeded" },
        { "/v1/chat/completions", $$"""{"model":"m","stream":true,{{Words}}}""", 429, "rate_limit_exceeded" },
        { "/v1/responses", """{"model":"m","input":"Hello"}""", 429, "rate_limit_exceeded" },
        { "/v1/responses", """{"model":"m","stream":true,"input":"Hello"}""", 429, "rate_limit_exceeded" },
        { "/v1/messages", $$"""{"model":"m","max_tokens":100,{{Words}}}""", 529, "overloaded_error" },
        { "/v1/messages", $$"""{"model":"m","max_tokens":100,"stream":true,{{Words}}}""", 529, "overloaded_error" },
        { "/model/m/converse", Converse, 429, "ThrottlingException" },
        { "/model/m/converse-stream", Converse, 429, "ThrottlingException" },
        { "/model/m/invoke", Claude, 429, "ThrottlingException" },
        { "/model/m/invoke-with-response-stream", Claude, 429, "ThrottlingException" },
        { "/chat/completions/stream", $$"""{"model":"m",{{Words}}}""", 429, "" },
    };

    /// <summary>D14: every account is asked, once, before anybody hears of a throttle; then the answer says that another try is worth it, and when.</summary>
    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task D14_AllThrottled_EveryAccountIsAskedOnceAndTheWaitIsTold(string path, string body, int status, string words)
    {
        await using EmulatedAccounts bed = await StartAsync("one", "two", "three");
        using HttpResponseMessage answer = await bed.Gateway.PostAsync(path, body);
        string text = await answer.Content.ReadAsStringAsync();

        Assert.True(status == (int)answer.StatusCode, $"{answer.StatusCode}: {text}");
        Assert.Equal([429, 429, 429], bed.Emulator.Journal.Select(static request => request.StatusCode));
        Assert.Equal(3, bed.Emulator.Journal.Select(static request => request.CallerArn).Distinct().Count());
        Assert.Equal("true", Assert.Single(answer.Headers.GetValues("x-should-retry")));
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        Assert.InRange(int.Parse(Assert.Single(answer.Headers.GetValues("retry-after-ms")), System.Globalization.CultureInfo.InvariantCulture), 900, 1000);
        Assert.Contains(words, status == 429 && path.StartsWith("/model", StringComparison.Ordinal) ? Assert.Single(answer.Headers.GetValues("x-amzn-ErrorType")) : text);
        Assert.DoesNotContain("111111111111", text);
        await Eventually.TrueAsync(() => !bed.Ledger.Settlements.IsEmpty);
        LedgerSettlement settled = Assert.Single(bed.Ledger.Settlements);
        Assert.Equal([("one", "throttle"), ("two", "throttle"), ("three", "throttle")], settled.Targets.Select(static attempt => (attempt.Target!.AccountId, attempt.Outcome)));
    }

    /// <summary>D14: one account with room is enough, wherever it stands.</summary>
    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task D14_OneAccountHasRoom_ItAnswers(string path, string body, int status, string words)
    {
        Assert.True(status > 400, words);
        await using EmulatedAccounts bed = await StartAsync("one", "two");
        using HttpResponseMessage answer = await bed.Gateway.PostAsync(path, body);
        string text = await answer.Content.ReadAsStringAsync();

        Assert.True((int)answer.StatusCode == 200, $"{answer.StatusCode}: {text}");
        Assert.Equal([429, 429, 200], bed.Emulator.Journal.Select(static request => request.StatusCode));
        Assert.Equal($"arn:aws:iam::{EmulatedAccounts.NumberOf("three")}:user/AKIAthree", bed.Emulator.Journal[2].CallerArn);
    }

    /// <summary>One target that is throttled is a rate limit; all of several are an overload; some of them throttled and others away are neither all.</summary>
    [Theory]
    [InlineData(BedrockErrorKind.Throttling, BedrockErrorKind.Throttling, true)]
    [InlineData(BedrockErrorKind.Throttling, BedrockErrorKind.ServiceUnavailable, false)]
    [InlineData(BedrockErrorKind.AccessDenied, BedrockErrorKind.Throttling, false)]
    public async Task Throttled_Everywhere_IsToldOnlyWhereItIs(BedrockErrorKind first, BedrockErrorKind second, bool everywhere)
    {
        var bed = new DispatchBed(Two, (target, _) => throw DispatchBed.Down(target.Region == "us-east-1" ? first : second));
        GatewayError error = (await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"))).Error;
        Assert.Equal((GatewayErrorKind.UpstreamThrottled, everywhere), (error.Kind, error.IsEverywhere));
        Assert.False((await Assert.ThrowsAsync<GatewayException>(() => new DispatchBed("{}", (_, _) => throw DispatchBed.Down(BedrockErrorKind.Throttling)).AskAsync("amazon.nova-lite-v1:0"))).Error.IsEverywhere);
    }

    /// <summary>The last target is asked for as long as its waits last, which may be longer than the first one's throttle.</summary>
    [Fact]
    public async Task Throttled_Everywhere_HoldsAlthoughTheFirstsTimeIsOver()
    {
        DispatchBed? bed = null;
        bed = new DispatchBed(Two, (target, _) =>
        {
            bed!.Time.Advance(target.Region == "us-east-1" ? TimeSpan.Zero : TimeSpan.FromMinutes(1));
            throw DispatchBed.Down(BedrockErrorKind.Throttling);
        });
        Assert.True((await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"))).Error.IsEverywhere);
    }

    /// <summary>Of several waits that AWS asked for, the caller is told the shortest: that is when a place is free again.</summary>
    [Fact]
    public async Task Throttled_WithDifferentWaits_TellsTheShortest()
    {
        var bed = new DispatchBed(Two, (target, _) => throw new BedrockException(BedrockErrorKind.Throttling, "slow") { IsRetryable = true, RetryAfter = TimeSpan.FromSeconds(target.Region == "us-east-1" ? 4 : 20) });
        Assert.Equal(TimeSpan.FromSeconds(4), (await Assert.ThrowsAsync<GatewayException>(() => bed.AskAsync("m"))).Error.RetryAfter);
        bed.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("throttled", bed.Healths.Report()[0].State);
    }

    /// <summary>The second region answers where the first is silent, the first connection is given up, and both stand in the ledger.</summary>
    [Theory]
    [InlineData("/v1/chat/completions", $$"""{"model":"m","stream":true,{{Words}}}""")]
    [InlineData("/v1/messages", $$"""{"model":"m","max_tokens":100,"stream":true,{{Words}}}""")]
    [InlineData("/model/m/converse-stream", Converse)]
    public async Task Hedging_SlowRegion_TheOtherAnswers(string path, string body)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using EmulatedAccounts bed = await EmulatedAccounts.StartAsync(
            ["one"],
            ["us-east-1", "us-west-2"],
            """ "hedging": {"enabled": true, "after": 0.05}, "timeouts": {"firstByte": 3600, "total": 3600}, """,
            options =>
            {
                options.TimeProvider = time;
                options.Latencies.Add(new EmulatorLatency { Region = "us-east-1", FirstToken = TimeSpan.FromHours(2) });
            },
            time);
        Task<HttpResponseMessage> asking = bed.Gateway.PostAsync(path, body);

        // The second one is asked when the first has been.
        await bed.Emulator.Journal.WaitForAsync(1);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(0.05));
            return bed.Emulator.Journal.Count == 2;
        });
        using HttpResponseMessage answer = await asking;
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == 200, text);
        await Eventually.TrueAsync(() => !bed.Ledger.Settlements.IsEmpty);
        LedgerSettlement settled = Assert.Single(bed.Ledger.Settlements);
        Assert.Equal([("us-east-1", "hedged"), ("us-west-2", "opened")], settled.Targets.Select(static attempt => (attempt.Target!.Region!, attempt.Outcome)));
        Assert.Equal((ExchangeOutcome.Completed, 2), (settled.Outcome, settled.Attempts));
        EmulatorRequest slow = bed.Emulator.Journal[0];
        await slow.Completion.WaitAsync(Patience.Limit);
        Assert.True(slow.ClientAborted);
    }

    private static Task<EmulatedAccounts> StartAsync(params string[] throttled) => EmulatedAccounts.StartAsync(
        ["one", "two", "three"],
        ["us-east-1"],

        // The last resort would be asked again after a second, by a clock that nobody moves.
        """ "retry": {"maxAttempts": 1}, """,
        options =>
        {
            foreach (string account in throttled)
            {
                options.Quotas.Add(new EmulatorQuota { Account = EmulatedAccounts.NumberOf(account), TokensPerMinute = 1 });
            }
        },
        new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
}
