using System.Text;
using Outcrop.Emulator;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>faults.md 2.6 and rows 20, 22 and 23, through the whole gateway: AWS's own STS client, real connections, and an emulator that verifies sessions.</summary>
public sealed class CredentialFaultTests
{
    // AWS's client asks twice; it waits for leave to send the body, so that HttpClient may ask ten times more where connections are reset.
    private const int MostOfARefresh = 2 * 11;
    private static readonly TimeSpan InAdvisoryWindow = TimeSpan.FromMinutes(46);
    private static readonly TimeSpan InMandatoryWindow = TimeSpan.FromMinutes(51);
    private static readonly TimeSpan AfterTheEnd = TimeSpan.FromMinutes(61);

    public static TheoryData<string, string, int, string> Dialects => new()
    {
        { "/v1/chat/completions", Chat(false), 502, "upstream_auth" },
        { "/v1/chat/completions", Chat(true), 502, "upstream_auth" },
        { "/v1/responses", """{"model":"one","input":"Hello"}""", 502, "upstream_auth" },
        { "/v1/responses", """{"model":"one","input":"Hello","stream":true}""", 502, "upstream_auth" },
        { "/v1/completions", """{"model":"one","prompt":"Hello"}""", 502, "upstream_auth" },
        { "/v1/messages", """{"model":"one","max_tokens":9,"messages":[{"role":"user","content":"Hello"}]}""", 500, "api_error" },
        { "/v1/messages", """{"model":"one","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hello"}]}""", 500, "api_error" },
        { "/model/one/converse", """{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}""", 500, "InternalServerException" },
        { "/model/one/converse-stream", """{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}""", 500, "InternalServerException" },
        { "/model/amazon.nova-lite-v1%3A0/invoke", """{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}""", 500, "InternalServerException" },
        { "/chat/completions/stream", """{"model":"one","messages":[{"role":"user","content":"Hello"}]}""", 502, "detail" },
        { "/v1/embeddings", """{"model":"amazon.titan-embed-text-v2:0","input":"Hello"}""", 502, "upstream_auth" },
    };

    [Fact]
    public async Task Role_TwoHundredFirstRequestsAtOnce_AssumeItOnce()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync();
        Assert.All(await bed.AskAsync("one", 200), static status => Assert.Equal(200, status));
        Assert.Equal((1, 1, 200), (CredentialBed.StsAsked(bed.One), CredentialBed.Sessions(bed.One), CredentialBed.Asked(bed.One).Length));
        Assert.All(CredentialBed.Asked(bed.One), static request => Assert.Equal("arn:aws:sts::123456789012:assumed-role/gateway/gateway", request.CallerArn));
        Assert.Empty(bed.Two.Journal);
    }

    /// <summary>Row 22 with an STS that is silent: in the advisory window nobody waits for it, one refresher asks, and when it comes back the new session is used.</summary>
    [Fact]
    public async Task Row22_StsSilentInTheAdvisoryWindow_NobodyWaits()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync();
        Assert.Equal(200, await bed.AskAsync("one"));
        string old = CredentialBed.KeyOf(CredentialBed.Asked(bed.One)[0]);
        bed.Time.Advance(InAdvisoryWindow);
        bed.One.When(operation: "AssumeRole").Hang().Always();

        // Time stands, so whoever waited for STS would wait for ever.
        Assert.All(await bed.AskAsync("one", 200), static status => Assert.Equal(200, status));
        Assert.All(CredentialBed.Asked(bed.One), request => Assert.Equal(old, CredentialBed.KeyOf(request)));
        await Eventually.TrueAsync(() => bed.One.Journal.Any(static request => request is { Operation: "AssumeRole", Scripted: true }));
        int asked = CredentialBed.StsAsked(bed.One);
        Assert.All(await bed.AskAsync("one", 50), static status => Assert.Equal(200, status));
        Assert.Equal((asked, 1), (CredentialBed.StsAsked(bed.One), bed.One.Journal.Count(static request => request is { Operation: "AssumeRole", Scripted: true })));

        // It is given up after ten seconds, and asked again ten seconds later.
        bed.Time.Advance(TimeSpan.FromSeconds(10));
        await bed.LoggedAsync("could not be renewed");
        bed.One.ClearScripts();
        Assert.Equal(200, await bed.AskAsync("one"));
        Assert.Equal(asked, CredentialBed.StsAsked(bed.One));
        bed.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, await bed.AskAsync("one"));
        await bed.LoggedAsync("Credentials were renewed", 2);
        Assert.Equal(200, await bed.AskAsync("one"));
        Assert.NotEqual(old, CredentialBed.KeyOf(CredentialBed.Asked(bed.One)[^1]));
        Assert.Equal(2, CredentialBed.Sessions(bed.One));
    }

    /// <summary>Rows 22 and 23: STS throttled, failing, gone or answering nonsense while the session is good costs no request anything, and STS itself a question now and then.</summary>
    [Theory]
    [InlineData("throttled", 46)]
    [InlineData("throttled", 51)]
    [InlineData("down", 46)]
    [InlineData("down", 59)]
    [InlineData("500", 51)]
    [InlineData("nonsense", 46)]
    [InlineData("refused", 46)]
    public async Task Row23_StsFailsWhileTheSessionIsGood_IsInvisible(string how, int minute)
    {
        await using CredentialBed bed = await CredentialBed.StartAsync();
        Assert.Equal(200, await bed.AskAsync("one"));
        string key = CredentialBed.KeyOf(CredentialBed.Asked(bed.One)[0]);
        bed.Time.Advance(TimeSpan.FromMinutes(minute));
        Fail(bed.One, how);
        Assert.All(await bed.AskAsync("one", 100), static status => Assert.Equal(200, status));
        await bed.LoggedAsync("could not be renewed");
        int asked = CredentialBed.StsAsked(bed.One);
        Assert.All(await bed.AskAsync("one", 100), static status => Assert.Equal(200, status));
        Assert.Equal(asked, CredentialBed.StsAsked(bed.One));

        // One refresh.
        Assert.Equal(1, bed.Logged("could not be renewed"));
        Assert.InRange(asked, 2, 1 + MostOfARefresh);
        Assert.All(CredentialBed.Asked(bed.One), request => Assert.Equal(key, CredentialBed.KeyOf(request)));
        Assert.Equal(201, CredentialBed.Asked(bed.One).Length);
        Assert.DoesNotContain("outcrop-secret", bed.Gateway.Log.All);
    }

    /// <summary>Row 23 to its end: with the session over and STS still down, every dialect tells our fault as its own 5xx, without a word of AWS's, and STS is not stormed.</summary>
    [Fact]
    public async Task Row23_StsDownAfterTheEnd_IsTheDialectsOwnErrorAndFewQuestionsToSts()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync();
        Assert.Equal(200, await bed.AskAsync("one"));
        bed.Time.Advance(AfterTheEnd);
        CredentialBed.BreakSts(bed.One);
        foreach ((string path, string body, int status, string word) in Dialects.Select(static row => row.Data))
        {
            using HttpResponseMessage response = await bed.Gateway.PostAsync(path, body);
            string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            string error = answer + (response.Headers.TryGetValues("x-amzn-errortype", out IEnumerable<string>? type) ? type.Single() : "");
            Assert.True((int)response.StatusCode == status && error.Contains(word, StringComparison.Ordinal), $"{path}: {(int)response.StatusCode} {error}");
            Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
            Assert.True(response.Headers.Contains("x-request-id") || response.Headers.Contains("x-amzn-requestid"), path);
            foreach (string ours in (string[])["arn:", "123456789012", "AssumeRole", "outcrop-secret", "STS", "sts", "127.0.0.1"])
            {
                Assert.DoesNotContain(ours, answer, StringComparison.Ordinal);
            }
        }

        Assert.All(await bed.AskAsync("one", 100), static status => Assert.Equal(502, status));
        Assert.Single(CredentialBed.Asked(bed.One));
        Assert.Equal(2, bed.Logged("could not be renewed"));
        Assert.InRange(CredentialBed.StsAsked(bed.One), 1 + 1, 1 + (2 * MostOfARefresh));

        // And it mends by itself.
        bed.One.ClearScripts();
        bed.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, await bed.AskAsync("one"));
    }

    /// <summary>With the session over, another account's target takes the request, whatever is wrong with STS.</summary>
    [Theory]
    [InlineData("throttled")]
    [InlineData("down")]
    [InlineData("500")]
    [InlineData("refused")]
    [InlineData("nonsense")]
    public async Task Row23_StsFailsAfterTheEnd_AnotherAccountAnswers(string how)
    {
        await using CredentialBed bed = await CredentialBed.StartAsync();
        Assert.Equal(200, await bed.AskAsync("both"));
        bed.Time.Advance(AfterTheEnd);
        Fail(bed.One, how);
        Assert.All(await bed.AskAsync("both", 100), static status => Assert.Equal(200, status));
        Assert.Equal(100, CredentialBed.Asked(bed.Two).Length);
        Assert.Equal(1, CredentialBed.Sessions(bed.Two));
        Assert.Single(CredentialBed.Asked(bed.One));
    }

    /// <summary>A silent STS holds a request ten seconds and not for its whole time; then another account has it.</summary>
    [Fact]
    public async Task Row23_StsSilentAfterTheEnd_AnotherAccountAnswersAfterTenSeconds()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync();
        Assert.Equal(200, await bed.AskAsync("both"));
        bed.Time.Advance(AfterTheEnd);
        bed.One.When(operation: "AssumeRole").Hang().Always();
        Task<int[]> waiting = bed.AskAsync("both", 20);
        await Eventually.TrueAsync(() => bed.One.Journal.Any(static request => request is { Operation: "AssumeRole", Scripted: true }));
        bed.Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(waiting.IsCompleted);
        bed.Time.Advance(TimeSpan.FromTicks(1));
        Assert.All(await waiting, static status => Assert.Equal(200, status));
        Assert.Equal(20, CredentialBed.Asked(bed.Two).Length);
    }

    /// <summary>Row 20: a session that AWS ends while two hundred requests are under way costs each of them one more attempt, and STS one question.</summary>
    [Fact]
    public async Task Row20_SessionEndsUnderTwoHundredRequests_OneQuestionAndAllSucceed()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync();
        Assert.Equal(200, await bed.AskAsync("one"));
        string old = CredentialBed.KeyOf(CredentialBed.Asked(bed.One)[0]);
        CredentialBed.Refuse(bed.One, old, "ExpiredTokenException");
        bed.One.When(operation: "AssumeRole").Delay(TimeSpan.FromSeconds(5)).Always();
        Task<int[]> running = bed.AskAsync("one", 200);

        // STS answers only when all of them have been refused.
        await Eventually.TrueAsync(() => bed.One.Journal.Count(static request => request is { ErrorType: "ExpiredTokenException" }) == 200
            && bed.One.Journal.Any(static request => request is { Operation: "AssumeRole", Scripted: true }));
        await bed.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => running.IsCompleted);

        Assert.All(await running, static status => Assert.Equal(200, status));
        Assert.Equal((2, 2), (CredentialBed.StsAsked(bed.One), CredentialBed.Sessions(bed.One)));
        Assert.Equal(1 + 200 + 200, CredentialBed.Asked(bed.One).Length);
        Assert.Equal(200, CredentialBed.Asked(bed.One).Count(request => CredentialBed.KeyOf(request) != old));

        // And from then on the new one is used at once.
        Assert.All(await bed.AskAsync("one", 50), static status => Assert.Equal(200, status));
        Assert.Equal((2, 451), (CredentialBed.StsAsked(bed.One), CredentialBed.Asked(bed.One).Length));
    }

    /// <summary>The same with STS down: our fault is told, one attempt each, and STS is asked now and then only.</summary>
    [Fact]
    public async Task Row20_SessionEndsAndStsIsDown_IsToldAndMendsLater()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync();
        Assert.Equal(200, await bed.AskAsync("one"));
        CredentialBed.Refuse(bed.One, CredentialBed.KeyOf(CredentialBed.Asked(bed.One)[0]), "ExpiredTokenException");
        CredentialBed.BreakSts(bed.One);
        Assert.All(await bed.AskAsync("one", 100), static status => Assert.Equal(502, status));
        Assert.Equal(101, CredentialBed.Asked(bed.One).Length);
        Assert.InRange(bed.Logged("could not be renewed"), 1, 2);
        Assert.InRange(CredentialBed.StsAsked(bed.One), 2, 1 + (2 * MostOfARefresh));
        Assert.All(await bed.AskAsync("both", 20), static status => Assert.Equal(200, status));

        bed.One.ClearScripts();
        CredentialBed.Refuse(bed.One, CredentialBed.KeyOf(CredentialBed.Asked(bed.One)[0]), "ExpiredTokenException");
        bed.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, await bed.AskAsync("one"));
        Assert.Equal(2, CredentialBed.Sessions(bed.One));
    }

    /// <summary>A key that AWS does not take, and that nothing can renew: one attempt for each request, then another account, and soon none at all.</summary>
    [Theory]
    [InlineData("UnrecognizedClientException")]
    [InlineData("InvalidSignatureException")]
    [InlineData("ExpiredTokenException")]
    public async Task Key_Revoked_IsOneAttemptAndThenAnotherAccount(string errorType)
    {
        await using CredentialBed bed = await CredentialBed.StartAsync(static bed => bed.Json(one: CredentialBed.Keys));
        CredentialBed.Refuse(bed.One, "outcrop", errorType);
        Assert.Equal(502, await bed.AskAsync("one"));
        Assert.Single(CredentialBed.Asked(bed.One));
        for (int request = 0; request < 20; request++)
        {
            Assert.Equal(200, await bed.AskAsync("both"));
        }

        // The breaker opens with the fifth failure.
        Assert.Equal((5, 20, 0), (CredentialBed.Asked(bed.One).Length, CredentialBed.Asked(bed.Two).Length, CredentialBed.StsAsked(bed.One)));
    }

    /// <summary>The source key is disabled while a session of its role runs: it is used to its end, and then it is our fault.</summary>
    [Fact]
    public async Task SourceKey_Disabled_TheSessionIsUsedToItsEnd()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync();
        Assert.Equal(200, await bed.AskAsync("one"));
        Fail(bed.One, "refused");
        foreach (TimeSpan step in (TimeSpan[])[InAdvisoryWindow, InMandatoryWindow - InAdvisoryWindow, TimeSpan.FromMinutes(8)])
        {
            bed.Time.Advance(step);
            Assert.All(await bed.AskAsync("one", 20), static status => Assert.Equal(200, status));
        }

        bed.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.All(await bed.AskAsync("one", 20), static status => Assert.Equal(502, status));
    }

    [Fact]
    public async Task ExternalId_Wrong_IsOurFaultAndNamedInTheLogOnly()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync(static bed => bed.Json(one: CredentialBed.Credentials(externalId: "wrong")));
        using HttpResponseMessage response = await bed.Gateway.PostAsync("/v1/chat/completions", Chat(false));
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(502, (int)response.StatusCode);
        Assert.Contains("upstream_auth", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("arn:", answer, StringComparison.Ordinal);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
        Assert.Equal((1, 0), (CredentialBed.StsAsked(bed.One), CredentialBed.Asked(bed.One).Length));
        Assert.True(bed.Logged($"The role {CredentialBed.Role} could not be assumed") > 0);
        Assert.All(await bed.AskAsync("both", 20), static status => Assert.Equal(200, status));
    }

    /// <summary>A stream that runs has nothing more to do with the session it was asked for with.</summary>
    [Fact]
    public async Task Stream_ThatRuns_OutlivesItsSession()
    {
        await using CredentialBed bed = await CredentialBed.StartAsync(
            static bed => bed.Json(more: """, "timeouts": {"idle": 86400, "total": 86400}"""), static options => options.TokenInterval = TimeSpan.FromSeconds(1));
        bed.One.When(operation: "ConverseStream").Reply("one two three four five six seven eight");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(bed.Gateway.Address, "/v1/chat/completions")) { Content = new StringContent(Chat(true), Encoding.UTF8, "application/json") };
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        Task<HttpResponseMessage> opening = client.SendAsync(request, TestContext.Current.CancellationToken);
        await bed.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => opening.IsCompleted);
        using HttpResponseMessage response = await opening;
        await using Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[16384];
        int first = await body.ReadAsync(buffer, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("[DONE]", Encoding.UTF8.GetString(buffer, 0, first), StringComparison.Ordinal);

        // Two hours later for AWS: the session is over, and the gateway's clock is wrong besides. A new request needs both mended.
        bed.One.AdvanceClock(TimeSpan.FromHours(2));
        Assert.Equal(200, await bed.AskAsync("one"));
        Assert.Equal(2, CredentialBed.Sessions(bed.One));

        using var reader = new StreamReader(body);
        Task<string> rest = reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bed.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => rest.IsCompleted);
        Assert.EndsWith("data: [DONE]\n\n", await rest, StringComparison.Ordinal);
    }

    private static string Chat(bool stream) => $$"""{"model":"one","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hello"}]}""";

    private static void Fail(BedrockEmulator emulator, string how)
    {
        EmulatorRule rule = emulator.When(operation: "AssumeRole");
        _ = how switch
        {
            "throttled" => rule.Throttle().Always(),
            "500" => rule.Fail(500).Always(),
            "refused" => rule.Fail("UnrecognizedClientException").Always(),
            "nonsense" => rule.ReplyRaw("<html><body>Please sign in to the network.</body></html>", "text/html").Always(),
            "down" => rule.With(static script => script.ResetBeforeHeaders = true).Always(),
            _ => throw new ArgumentOutOfRangeException(nameof(how)),
        };
    }
}
