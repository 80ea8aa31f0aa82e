using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Signing;
using Outcrop.Bedrock.Transport;
using static Outcrop.Bedrock.Tests.Transport.TransportFixture;

namespace Outcrop.Bedrock.Tests.Transport;

/// <summary>The transport against a real server: what goes onto the wire, and what comes of every answer.</summary>
public sealed class BedrockTransportTests
{
    /// <summary>Acceptance rows 25 and 33: the real host and port, the base path and the twice-encoded id are what is signed.</summary>
    [Fact]
    public async Task Send_CustomEndpointWithPortAndBasePath_SignsWhatIsSent()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{\"ok\":true}"));
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero));
        using var transport = new BedrockTransport(Options(new Uri(server.Address, "/base/path/"), o => o.TimeProvider = time), Nothing);
        BedrockCall call = Call(
            ModelPath.For("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", "converse"),
            "{\"a\":1}",
            new("Content-Type", "application/json;charset=utf-8"),
            new("Accept", "application/json,*/*"),
            new("X-Amzn-Bedrock-Trace", "ENABLED"));
        Assert.Equal("{\"ok\":true}", await transport.SendAsync(call, ReadText, default));

        RecordedRequest request = Assert.Single(server.Requests);
        Assert.Equal("/base/path/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc/converse", request.RawTarget);
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(request.Body));
        Assert.Equal($"127.0.0.1:{server.Address.Port}", request.Headers["Host"]);
        Assert.Equal("20261122T150000Z", request.Headers["x-amz-date"]);
        Assert.Equal("attempt=1; max=3", request.Headers["amz-sdk-request"]);
        Assert.True(Guid.TryParse(request.Headers["amz-sdk-invocation-id"], out _));
        Assert.DoesNotContain("traceparent", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("accept-encoding", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        AssertSignature(request, "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    }

    [Fact]
    public async Task Send_QueryOfTheControlPlane_IsSigned()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{}"));
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        var call = new BedrockCall { Service = BedrockService.ControlPlane, Method = HttpMethod.Get, Path = "/inference-profiles", Query = "type=SYSTEM_DEFINED&maxResults=10&nextToken=a%2Bb%3D" };
        await transport.SendAsync(call, ReadText, default);
        RecordedRequest request = Assert.Single(server.Requests);
        Assert.Equal("/inference-profiles?type=SYSTEM_DEFINED&maxResults=10&nextToken=a%2Bb%3D", request.RawTarget);
        AssertSignature(request, "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    }

    /// <summary>Acceptance row 32: a bearer token needs no AWS keys, and nothing is signed.</summary>
    [Fact]
    public async Task Send_ApiKey_GoesAsBearerUnsigned()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{}"));
        using var transport = new BedrockTransport(Options(server.Address, o => o.Credentials = new BedrockCredentialOptions { ApiKey = "key-1" }), Nothing);
        await transport.SendAsync(Call(), ReadText, default);
        RecordedRequest request = Assert.Single(server.Requests);
        Assert.Equal("Bearer key-1", request.Headers["Authorization"]);
        Assert.DoesNotContain("x-amz-date", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Send_ApiKeyOverPlainHttpToAnotherMachine_IsRefusedUnsent()
    {
        using var transport = new BedrockTransport(Options(new Uri("http://gateway.example:8080"), o => o.Credentials = new BedrockCredentialOptions { ApiKey = "key-1" }), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Equal(BedrockErrorKind.Configuration, fault.Kind);
        Assert.DoesNotContain("key-1", fault.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Fault rows 42 and 43.</summary>
    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a\nb")]
    [InlineData("ä")]
    [InlineData("a\0b")]
    public async Task Send_HeaderValueThatCannotStand_IsRefusedUnsent(string value)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{}"));
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(ConversePath, "{}", new KeyValuePair<string, string>("X-Amzn-Bedrock-Trace", value)), ReadText, default));
        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("/model/../guardrail/x/apply")]
    [InlineData("/model/%2e%2e/invoke")]
    [InlineData("/model/a%2Db/invoke")]
    public async Task Send_PathThatUriWouldChange_IsRefusedUnsent(string path)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{}"));
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(path), ReadText, default));
        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
        Assert.Empty(server.Requests);
    }

    /// <summary>Fault rows 1 and 19.</summary>
    [Fact]
    public async Task Send_ThrottledThenGood_TriesAgainWithTheSameInvocation()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) => number switch
        {
            1 => Json(context, "{\"message\":\"Too many requests, please wait before trying again.\"}", 429, "ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/"),
            2 => Json(context, "{\"message\":\"Model is getting throttled. Try your request again.\"}", 503, "ServiceUnavailableException"),
            _ => Json(context, "{}"),
        });
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        int attempt = await transport.SendAsync(Call(), (response, _) =>
        {
            response.Dispose();
            return ValueTask.FromResult(response.Attempt);
        }, default);
        Assert.Equal(3, attempt);
        Assert.Equal(["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"], server.Requests.Select(r => r.Headers["amz-sdk-request"]));
        Assert.Single(server.Requests.Select(r => r.Headers["amz-sdk-invocation-id"]).Distinct());
        Assert.Single(server.Requests.Select(r => Convert.ToHexString(r.Body)).Distinct());
    }

    [Theory]
    [InlineData(429, "ThrottlingException", BedrockErrorKind.Throttling, 3)]
    [InlineData(429, "ModelNotReadyException", BedrockErrorKind.ModelNotReady, 5)]
    [InlineData(500, "InternalServerException", BedrockErrorKind.InternalServer, 3)]
    [InlineData(503, "ServiceUnavailableException", BedrockErrorKind.ServiceUnavailable, 3)]
    [InlineData(502, null, BedrockErrorKind.ServiceUnavailable, 3)]
    [InlineData(504, null, BedrockErrorKind.ServiceUnavailable, 3)]
    [InlineData(424, "ModelStreamErrorException", BedrockErrorKind.ModelStreamError, 2)]
    [InlineData(424, "ModelErrorException", BedrockErrorKind.ModelError, 1)]
    [InlineData(408, "ModelTimeoutException", BedrockErrorKind.ModelTimeout, 1)]
    [InlineData(400, "ValidationException", BedrockErrorKind.Validation, 1)]
    [InlineData(400, "ServiceQuotaExceededException", BedrockErrorKind.ServiceQuotaExceeded, 1)]
    [InlineData(403, "AccessDeniedException", BedrockErrorKind.AccessDenied, 1)]
    [InlineData(403, "ExpiredTokenException", BedrockErrorKind.ExpiredToken, 1)]
    [InlineData(404, "ResourceNotFoundException", BedrockErrorKind.ResourceNotFound, 1)]
    [InlineData(413, null, BedrockErrorKind.RequestTooLarge, 1)]
    public async Task Send_LastingError_EndsAfterTheAttemptsOfItsClass(int status, string? code, BedrockErrorKind kind, int attempts)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{\"message\":\"no\"}", status, code));
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Equal((kind, code, (int?)status, "request-1", attempts), (fault.Kind, fault.AwsCode, fault.StatusCode, fault.RequestId, fault.Attempts));
        Assert.Equal(attempts, server.Requests.Count);
    }

    /// <summary>Acceptance row 15: a good status around Coral's "unknown operation" is an error.</summary>
    [Theory]
    [InlineData("{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"},\"Version\":\"1.0\"}", "application/json", null)]
    [InlineData(" { \"__type\" : \"com.amazon.coral.service#UnknownOperationException\" }", "application/x-amz-json-1.1", null)]
    [InlineData("{}", "application/json", "UnknownOperationException")]
    [InlineData("<html>Sign in to the network</html>", "text/html; charset=utf-8", null)]
    public async Task Send_GoodStatusWithErrorInside_IsUnexpectedResponse(string body, string contentType, string? errorType)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = contentType;
            if (errorType is not null)
            {
                context.Response.Headers["x-amzn-ErrorType"] = errorType;
            }

            await context.Response.WriteAsync(body);
        });
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Equal((BedrockErrorKind.UnexpectedResponse, 200), (fault.Kind, fault.StatusCode));
        Assert.Equal(contentType.StartsWith("text", StringComparison.Ordinal) ? null : "UnknownOperationException", fault.AwsCode);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(256)]
    [InlineData(70_000)]
    public async Task Send_GoodBodyOfAnyLength_ArrivesWhole(int length)
    {
        string body = new('x', length);
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, body));
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        Assert.Equal(body, await transport.SendAsync(Call(), ReadText, default));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Send_AnswerCompressedUnasked_IsDecoded(string encoding)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            using var packed = new MemoryStream();
            await using (Stream packer = encoding switch
            {
                "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
                "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
                _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            })
            {
                packer.Write("{\"text\":\"hello\"}"u8);
            }

            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = encoding;
            await context.Response.Body.WriteAsync(packed.ToArray());
        });
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        Assert.Equal("{\"text\":\"hello\"}", await transport.SendAsync(Call(), ReadText, default));
    }

    /// <summary>Fault row 14.</summary>
    [Fact]
    public async Task Send_ConnectionClosedBeforeHeaders_IsTriedAgain()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) =>
        {
            if (number == 1)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return Json(context, "{}");
        });
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        Assert.Equal("{}", await transport.SendAsync(Call(), ReadText, default));
        Assert.Equal(2, server.Requests.Count);
    }

    /// <summary>Fault row 12, before content: the body is cut, the consumer has shown nothing, so another attempt is made; after content it is final.</summary>
    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task Send_BodyCutShort_IsTriedAgainOnlyBeforeContent(bool midStream, int expectedRequests)
    {
        var halfRead = new SemaphoreSlim(0);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (context, number) =>
        {
            context.Response.ContentType = "application/vnd.amazon.eventstream";
            context.Response.ContentLength = 8;
            await context.Response.Body.WriteAsync(new byte[number == 1 ? 4 : 8]);
            await context.Response.Body.FlushAsync();
            if (number == 1)
            {
                // A reset discards what the client has not read yet.
                await halfRead.WaitAsync(context.RequestAborted);
                context.Abort();
            }
        });
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        Task<int> result = transport.SendAsync(Call(), async (response, token) =>
        {
            using (response)
            {
                try
                {
                    byte[] buffer = new byte[8];
                    await response.Body.ReadExactlyAsync(buffer.AsMemory(0, 4), token);
                    halfRead.Release();
                    await response.Body.ReadExactlyAsync(buffer.AsMemory(4), token);
                    return buffer.Length;
                }
                catch (BedrockException fault) when (midStream)
                {
                    throw fault.AsMidStream();
                }
            }
        }, default);
        if (midStream)
        {
            BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => result);
            Assert.Equal((BedrockErrorKind.StreamTruncated, true, false), (fault.Kind, fault.IsMidStream, fault.IsRetryable));
        }
        else
        {
            Assert.Equal(8, await result);
        }

        Assert.Equal(expectedRequests, server.Requests.Count);
    }

    /// <summary>Fault row 24.</summary>
    [Fact]
    public async Task Send_UnknownName_IsARetryableTransportFault()
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, _) => throw new SocketException((int)SocketError.HostNotFound) };
        using var transport = new BedrockTransport(Options(new Uri("https://no-such-host.example"), o => o.HttpMessageHandler = handler), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Equal((BedrockErrorKind.Transport, true, 3), (fault.Kind, fault.IsRetryable, fault.Attempts));
    }

    /// <summary>Fault row 26: nobody listens.</summary>
    [Fact]
    public async Task Send_NobodyListens_IsARetryableTransportFault()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var transport = new BedrockTransport(Options(new Uri($"http://127.0.0.1:{port}")), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Equal((BedrockErrorKind.Transport, true, 3), (fault.Kind, fault.IsRetryable, fault.Attempts));
    }

    [Fact]
    public async Task Send_QuotaUsedUp_FailsAtOnce()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{}", 500, "InternalServerException"));
        using var transport = new BedrockTransport(Options(server.Address, o => o.Retry = new BedrockRetryOptions { MaxAttempts = 100 }), Nothing);
        BedrockException first = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Equal(1 + (RetryQuota.Capacity / 14), first.Attempts);
        BedrockException second = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Equal(1, second.Attempts);
    }

    [Fact]
    public async Task Send_OneAttemptConfigured_NeverTriesAgain()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{}", 500));
        using var transport = new BedrockTransport(Options(server.Address), Environment(new() { ["AWS_MAX_ATTEMPTS"] = "1" }));
        await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Single(server.Requests);
    }

    /// <summary>Fault row 21: one correction by the server's clock, which later requests use at once.</summary>
    [Fact]
    public async Task Send_ClockSixMinutesOff_IsCorrectedOnce()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero));
        DateTimeOffset serverTime = time.GetUtcNow().AddMinutes(6);
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.Headers.Date = serverTime.ToString("r");
            DateTimeOffset signed = SigningDate(context.Request.Headers["x-amz-date"]!);
            return (serverTime - signed).Duration() > TimeSpan.FromMinutes(5)
                ? Json(context, "{\"message\":\"Signature expired: 20261122T150000Z is now earlier than ...\"}", 403, "InvalidSignatureException")
                : Json(context, "{}");
        });
        using var transport = new BedrockTransport(Options(server.Address, o => o.TimeProvider = time), Nothing);
        await transport.SendAsync(Call(), ReadText, default);
        await transport.SendAsync(Call(), ReadText, default);
        Assert.Equal(["20261122T150000Z", "20261122T150600Z", "20261122T150600Z"], server.Requests.Select(r => r.Headers["x-amz-date"]));
    }

    [Fact]
    public async Task Send_SignatureRefusedThoughClockIsRight_IsFinal()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => Json(context, "{\"message\":\"The request signature we calculated does not match the signature you provided. The Canonical String for this request should have been 'secret-token'\"}", 403, "InvalidSignatureException"));
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Equal((BedrockErrorKind.Credentials, 1), (fault.Kind, fault.Attempts));
        Assert.DoesNotContain("secret-token", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_RedirectAnswer_IsNotFollowed()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.Redirect("http://127.0.0.1:1/elsewhere");
            return Task.CompletedTask;
        });
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Equal((BedrockErrorKind.UnexpectedResponse, 302), (fault.Kind, fault.StatusCode));
    }

    private static DateTimeOffset SigningDate(string stamp) => Signing.SigningCase.ParseDate(stamp);

    /// <summary>Recomputes the signature from what arrived, by the server's reading of <c>SignedHeaders</c>.</summary>
    private static void AssertSignature(RecordedRequest request, string accessKeyId, string secret)
    {
        string authorization = request.Headers["Authorization"];
        string[] names = authorization.Split("SignedHeaders=")[1].Split(',')[0].Split(';');
        Assert.Contains("host", names);
        Assert.All(request.Headers.Keys.Where(k => k.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase)), name => Assert.Contains(name.ToLowerInvariant(), names));
        string[] target = request.RawTarget.Split('?', 2);
        KeyValuePair<string, string>[] headers = [.. names.Select(n => KeyValuePair.Create(n, request.Headers[n]))];
        var signed = new SigV4Request { Method = request.Method, Path = target[0], Query = target.Length > 1 ? target[1] : "", Headers = headers, Body = request.Body };
        Assert.Equal(new SigV4Signer("us-east-1").Sign(signed, accessKeyId, secret, SigningDate(request.Headers["x-amz-date"])), authorization);
    }
}
