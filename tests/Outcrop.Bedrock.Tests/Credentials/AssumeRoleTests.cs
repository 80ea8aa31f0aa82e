using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Tests.Transport;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Tests.Credentials;

/// <summary>D2: a role assumed through AWS's own STS client at a server of ours, and kept fresh across its expiry.</summary>
public sealed class AssumeRoleTests
{
    [Fact]
    public async Task Send_AcrossRoleExpiry_NeverFails()
    {
        // The SDK's STS client keeps the real clock; only ours is moved.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero));
        int issued = 0;
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => context.Request.Path == "/"
            ? Sts(context, ++issued, time.GetUtcNow().AddMinutes(15))
            : TransportFixture.Json(context, "{}"));
        BedrockClientOptions options = Options(server, time);
        using var transport = new BedrockTransport(options, Environment());
        for (int minute = 0; minute < 60; minute += 5)
        {
            Assert.Equal("{}", await transport.SendAsync(TransportFixture.Call(), TransportFixture.ReadText, default));
            time.Advance(TimeSpan.FromMinutes(5));
        }

        RecordedRequest[] calls = [.. server.Requests.Where(r => r.RawTarget != "/")];
        Assert.Equal(12, calls.Length);
        Assert.All(calls, call => Assert.StartsWith("token-", call.Headers["x-amz-security-token"], StringComparison.Ordinal));
        Assert.InRange(issued, 4, 7);

        Dictionary<string, Microsoft.Extensions.Primitives.StringValues> form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(server.Requests[0].Body));
        Assert.Equal(("AssumeRole", "arn:aws:iam::123456789012:role/demo", "ext", "me", "900", "team", "a"), (
            form["Action"].ToString(), form["RoleArn"].ToString(), form["ExternalId"].ToString(), form["RoleSessionName"].ToString(), form["DurationSeconds"].ToString(),
            form["Tags.member.1.Key"].ToString(), form["Tags.member.1.Value"].ToString()));
    }

    /// <summary>Fault row 20: one renewal, one more attempt; a token that stays refused fails at once.</summary>
    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(99, 2, false)]
    public async Task Send_ExpiredToken_RenewsOnce(int refusals, int calls, bool succeeds)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero));
        int issued = 0;
        int refused = 0;
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => context.Request.Path == "/"
            ? Sts(context, ++issued, time.GetUtcNow().AddMinutes(15))
            : refused++ < refusals ? TransportFixture.Json(context, "{\"message\":\"The security token included in the request is expired\"}", 403, "ExpiredTokenException")
            : TransportFixture.Json(context, "{}"));
        using var transport = new BedrockTransport(Options(server, time), Environment());
        Task<string> result = transport.SendAsync(TransportFixture.Call(), TransportFixture.ReadText, default);
        if (succeeds)
        {
            Assert.Equal("{}", await result);
        }
        else
        {
            Assert.Equal(BedrockErrorKind.ExpiredToken, (await Assert.ThrowsAsync<BedrockException>(() => result)).Kind);
        }

        Assert.Equal(calls, server.Requests.Count(r => r.RawTarget != "/"));
        Assert.Equal(2, issued);
    }

    [Fact]
    public async Task Send_RoleRefused_IsACredentialsFaultWithAwsWords()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = 403;
            context.Response.ContentType = "text/xml";
            await context.Response.WriteAsync("""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error><RequestId>r</RequestId></ErrorResponse>""");
        });
        using var transport = new BedrockTransport(Options(server, new FakeTimeProvider(DateTimeOffset.UnixEpoch)), Environment());
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(TransportFixture.Call(), TransportFixture.ReadText, default));
        Assert.Equal((BedrockErrorKind.Credentials, "AccessDenied", (int?)403, false), (fault.Kind, fault.AwsCode, fault.StatusCode, fault.IsRetryable));
        Assert.Contains("not authorized", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wJalrXUtnFEMI", fault.ToString(), StringComparison.Ordinal);
    }

    private static BedrockClientOptions Options(LoopbackServer server, TimeProvider time) => TransportFixture.Options(server.Address, o =>
    {
        o.TimeProvider = time;
        o.Credentials.StsEndpoint = server.Address;
        o.Credentials.RoleArn = "arn:aws:iam::123456789012:role/demo";
        o.Credentials.ExternalId = "ext";
        o.Credentials.SessionName = "me";
        o.Credentials.SessionTags["team"] = "a";
        o.Credentials.Duration = TimeSpan.FromMinutes(15);
    });

    private static ClientEnvironment Environment() => TransportFixture.Environment([], sources: new AwsSdkCredentialSources());

    private static async Task Sts(HttpContext context, int number, DateTimeOffset end)
    {
        context.Response.ContentType = "text/xml";
        await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <AssumedRoleUser><AssumedRoleId>AROA:me</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/demo/me</Arn></AssumedRoleUser>
            <Credentials><AccessKeyId>ASIA{number}</AccessKeyId><SecretAccessKey>secret-{number}</SecretAccessKey><SessionToken>token-{number}</SessionToken><Expiration>{end.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}</Expiration></Credentials>
            </AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>
            """));
    }
}
