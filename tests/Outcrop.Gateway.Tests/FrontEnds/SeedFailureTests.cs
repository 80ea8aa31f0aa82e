using System.Globalization;
using System.Net.Sockets;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.FrontEnds;

/// <summary>What callers see when Bedrock fails, before and within an answer.</summary>
public class SeedFailureTests
{
    public static TheoryData<BedrockErrorKind, int> Kinds => new()
    {
        { BedrockErrorKind.Validation, 400 },
        { BedrockErrorKind.AccessDenied, 502 },
        { BedrockErrorKind.Credentials, 502 },
        { BedrockErrorKind.ExpiredToken, 502 },
        { BedrockErrorKind.ResourceNotFound, 404 },
        { BedrockErrorKind.Conflict, 400 },
        { BedrockErrorKind.ServiceQuotaExceeded, 429 },
        { BedrockErrorKind.RequestTooLarge, 413 },
        { BedrockErrorKind.Throttling, 429 },
        { BedrockErrorKind.ModelNotReady, 503 },
        { BedrockErrorKind.ModelTimeout, 504 },
        { BedrockErrorKind.ModelError, 502 },
        { BedrockErrorKind.ModelStreamError, 502 },
        { BedrockErrorKind.InternalServer, 503 },
        { BedrockErrorKind.ServiceUnavailable, 503 },
        { BedrockErrorKind.Transport, 503 },
        { BedrockErrorKind.Timeout, 504 },
        { BedrockErrorKind.StreamTruncated, 502 },
        { BedrockErrorKind.StreamCorrupted, 502 },
        { BedrockErrorKind.UnexpectedResponse, 502 },
        { BedrockErrorKind.Configuration, 500 },
        { BedrockErrorKind.Unknown, 502 },
    };

    /// <summary>D1: any exception came back as answer text with HTTP 200. Also fault rows 1 to 7, 14 and 16 at the gateway's edge.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task D1_UpstreamFailsBeforeContent_IsARealStatusAndNeverAnswerText(BedrockErrorKind kind, int status)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Failing(new BedrockException(kind, "upstream words") { StatusCode = 400 }));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("""{"detail":""", body);
        Assert.DoesNotContain(" at ", body);
        Assert.StartsWith("req_", response.Headers.GetValues("x-request-id").Single());
        Assert.Equal(Kinds.Count, Enum.GetValues<BedrockErrorKind>().Length);
    }

    [Theory]
    [InlineData(null, "1")]
    [InlineData(250, "1")]
    [InlineData(7000, "7")]
    public async Task Row1_Throttled_Is429WithRetryAfter(int? upstreamMilliseconds, string seconds)
    {
        var exception = new BedrockException(BedrockErrorKind.Throttling, "Too many requests")
        {
            StatusCode = 429,
            RetryAfter = upstreamMilliseconds is { } wait ? TimeSpan.FromMilliseconds(wait) : null,
        };
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Failing(exception));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(seconds, response.Headers.GetValues("Retry-After").Single());
        Assert.Equal("true", response.Headers.GetValues("x-should-retry").Single());
    }

    public static TheoryData<BedrockErrorKind> MidStreamKinds =>
    [
        BedrockErrorKind.Throttling, BedrockErrorKind.ModelStreamError, BedrockErrorKind.InternalServer, BedrockErrorKind.ServiceUnavailable, BedrockErrorKind.ModelTimeout,
        BedrockErrorKind.Validation, BedrockErrorKind.StreamCorrupted, BedrockErrorKind.StreamTruncated, BedrockErrorKind.Timeout, BedrockErrorKind.Transport, BedrockErrorKind.Unknown,
    ];

    /// <summary>Fault rows 3 to 13, 15 and 17: the text so far, the mark, and a body that is visibly not finished.</summary>
    [Theory]
    [MemberData(nameof(MidStreamKinds))]
    public async Task UpstreamFailsAfterContent_TextThenMarkThenNoProperEnd(BedrockErrorKind kind)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(
            FakeStream.Give(Events.Text("one ")), FakeStream.Give(Events.Text("two")), FakeStream.Throw(new BedrockException(kind, "secret words") { IsMidStream = true }))));
        string answer = await ReadRawAsync(gateway);
        Assert.StartsWith("HTTP/1.1 200 OK", answer);
        Assert.Contains("one ", answer);
        Assert.Contains("two", answer);
        Assert.Matches(@"\n\n\[outcrop-error\] [A-Za-z]+: [^\n]+ \(request req_[0-9a-f]{24}\)\n", answer);
        Assert.DoesNotContain("\r\n0\r\n\r\n", answer);
        Assert.Contains("\"Outcome\":\"Broken\"", gateway.Log.All);
    }

    /// <summary>Over HTTP/2 with prior knowledge too a broken answer has no proper end: its stream is reset.</summary>
    [Fact]
    public async Task UpstreamFailsAfterContent_OverHttp2_StreamIsReset()
    {
        var seen = new TaskCompletionSource();
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(
            FakeStream.Give(Events.Text("one")),
            async _ =>
            {
                await seen.Task;
                throw new BedrockException(BedrockErrorKind.Throttling, "x");
            })));
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/chat/completions/stream", UriKind.Relative))
        {
            Content = new StringContent(Sample.Chat),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using HttpResponseMessage response = await gateway.SendAsync(request);
        Assert.Equal(HttpVersion.Version20, response.Version);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[1000];
        Assert.Equal("one", Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer)));
        seen.SetResult();

        // Whether the mark is still read before the reset is the client's affair; that there is no end is ours.
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await body.ReadAsync(buffer) > 0)
            {
            }
        });
    }

    /// <summary>Fault row 13: an end without messageStop is no end.</summary>
    [Fact]
    public async Task Row13_StreamEndsWithoutMessageStop_IsBroken()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("half a sen")))));
        string answer = await ReadRawAsync(gateway);
        Assert.Contains("[outcrop-error] UpstreamBroken", answer);
        Assert.DoesNotContain("\r\n0\r\n\r\n", answer);
    }

    [Fact]
    public async Task Row13_MetadataMissingAfterMessageStop_IsANormalEnd()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("done"), Events.Stop()))));
        string answer = await ReadRawAsync(gateway, "Connection: close\r\n");
        Assert.EndsWith("\r\n0\r\n\r\n", answer);
        Assert.Contains("\"Outcome\":\"Completed\"", gateway.Log.All);
    }

    [Fact]
    public async Task TextThatIsNoUnicode_IsBrokenNotAnEnd()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(
            FakeStream.Give(Events.Text("a")), FakeStream.Give(Events.Raw("\\ud83d")), FakeStream.Give(Events.Stop()))));
        string answer = await ReadRawAsync(gateway);
        Assert.Contains("[outcrop-error] UpstreamBroken", answer);
        Assert.DoesNotContain("\r\n0\r\n\r\n", answer);
    }

    [Fact]
    public async Task GatewayItselfFails_Is500WithoutAStackTrace()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Failing(new InvalidOperationException("the inside of the gateway")));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("""{"detail":"The gateway failed."}""", await response.Content.ReadAsStringAsync());
        Assert.Contains("the inside of the gateway", gateway.Log.All);
    }

    [Fact]
    public async Task ValidationMessage_IsPassedOnWithoutAccountAndArn()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Failing(new BedrockException(
            BedrockErrorKind.Validation, "The provided model identifier arn:aws:bedrock:us-east-1:123456789012:x/y of account 123456789012 is invalid, see https://host/path?q=1")));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        string body = await response.Content.ReadAsStringAsync();
        Assert.Contains("model identifier [arn] of account [account] is invalid, see [url]", body);
        Assert.DoesNotContain("123456789012", body);
    }

    /// <summary>Fault row 32: the caller leaves; Bedrock's stream is closed and the ledger says so.</summary>
    [Fact]
    public async Task Row32_CallerLeavesMidStream_CancelsTheUpstream()
    {
        FakeStream? stream = null;
        var never = new TaskCompletionSource();
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => stream = new FakeStream(
            FakeStream.Give(Events.Text("one")), FakeStream.After(never.Task, Events.Text("two")))), """{"streams":{"onDisconnect":"cancel"}}""");
        using (Socket socket = await gateway.ConnectAsync(RunningGateway.RawChat(Sample.Chat)))
        {
            await socket.ReceiveAsync(new byte[1000]);
        }

        await stream!.Closed.Task.WaitAsync(Patience.Limit);
        await Eventually.TrueAsync(() => gateway.Log.All.Contains("\"Outcome\":\"ClientCancelled\""));
    }

    /// <summary>Fault row 32 where the answer is drained: it is read to its end, and its usage is exact.</summary>
    [Fact]
    public async Task Row32_CallerLeavesMidStream_AnswerIsDrainedForItsUsage()
    {
        var ledger = new MemoryLedger();
        var later = new TaskCompletionSource();
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("one")), FakeStream.After(later.Task, Events.Text("two")), FakeStream.Give(Events.Stop(), Events.Usage(3, 5)))),
            adjust: options => options.Ledger = ledger);
        StreamDrains drains = gateway.App.Services.GetRequiredService<StreamDrains>();
        using (Socket socket = await gateway.ConnectAsync(RunningGateway.RawChat(Sample.Chat)))
        {
            await socket.ReceiveAsync(new byte[1000]);
        }

        await Eventually.TrueAsync(() => drains.Running == 1);
        Assert.Empty(ledger.Settlements);
        later.SetResult();
        await Eventually.TrueAsync(() => !ledger.Settlements.IsEmpty && drains.Running == 0);
        LedgerSettlement settlement = Assert.Single(ledger.Settlements);
        Assert.Equal((ExchangeOutcome.ClientCancelled, 3, 5), (settlement.Outcome, settlement.Usage!.InputTokens, settlement.Usage.OutputTokens));
    }

    /// <summary>No answer is drained for longer than the setting, and none beyond the number of them.</summary>
    [Fact]
    public void Drains_AreBounded()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var drains = new StreamDrains();
        var settings = new Gateway.Configuration.StreamSettings { MaxDrains = 1 };
        using var aborted = new CancellationTokenSource();
        using (var first = new CallerLeave(drains, settings, time, aborted.Token))
        using (var second = new CallerLeave(drains, settings, time, aborted.Token))
        {
            aborted.Cancel();
            Assert.Equal(1, drains.Running);
            Assert.True(first.Token.IsCancellationRequested ^ second.Token.IsCancellationRequested);
            time.Advance(settings.DrainTimeout);
            Assert.True(first.Token.IsCancellationRequested && second.Token.IsCancellationRequested);
        }

        Assert.Equal(0, drains.Running);
    }

    [Fact]
    public async Task CallerLeavesBeforeContent_CancelsTheUpstream()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(async (_, token) =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
            finally
            {
                cancelled.TrySetResult();
            }

            throw new InvalidOperationException("unreachable");
        }), """{"streams":{"onDisconnect":"cancel"}}""");
        using (Socket socket = await gateway.ConnectAsync(RunningGateway.RawChat(Sample.Chat)))
        {
            await Eventually.TrueAsync(() => gateway.Log.All.Contains("ledger intent"));
        }

        await cancelled.Task.WaitAsync(Patience.Limit);
        await Eventually.TrueAsync(() => gateway.Log.All.Contains("\"Outcome\":\"ClientCancelled\""));
    }

    /// <summary>Fault row 34: a reader that does not read stops the reading from Bedrock, and is cut off in the end.</summary>
    [Fact]
    public async Task Row34_CallerStopsReading_UpstreamPausesAndTheCallerIsCutOff()
    {
        FakeStream? stream = null;
        string piece = new('x', 16 * 1024);
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream(() => stream = new FakeStream(Enumerable.Repeat(FakeStream.Give(Events.Text(piece)), 10_000))),
            """{"server":{"writeTimeout":0.5}}""");
        using Socket socket = await gateway.ConnectAsync(RunningGateway.RawChat(Sample.Chat));
        await Eventually.TrueAsync(() => gateway.Log.All.Contains("\"Outcome\":\"ClientStalled\""));

        // 160 MB were on offer; what was read fills the sockets' and the server's buffers and no more.
        Assert.InRange(stream!.Reads, 1, 1500);
        Assert.True(stream.Disposed);
    }

    private static async Task<string> ReadRawAsync(RunningGateway gateway, string headers = "")
    {
        using Socket socket = await gateway.ConnectAsync(RunningGateway.RawChat(Sample.Chat).Replace("Host: localhost\r\n", "Host: localhost\r\n" + headers));
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (true)
        {
            int count = await socket.ReceiveAsync(buffer);
            if (count == 0)
            {
                return text.ToString();
            }

            text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(buffer, 0, count)}");
        }
    }
}
