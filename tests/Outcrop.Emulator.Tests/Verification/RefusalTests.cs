using System.Net;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Verification;

/// <summary>What the signature layer refuses, with AWS's own errors.</summary>
public sealed class RefusalTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private const string Path = "/model/" + EmulatorTest.Claude + "/converse";

    [Fact]
    public async Task Request_WithoutSignature_IsMissingAuthenticationToken()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = null };
        AssertRefused(await client.SendAsync(Path, EmulatorTest.Converse("x")), 403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    [Fact]
    public async Task Request_WithUnknownKey_IsUnrecognizedClient()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = new TestSigner("AKIAUNKNOWN", "x") };
        AssertRefused(await client.SendAsync(Path, EmulatorTest.Converse("x")), 403, "UnrecognizedClientException", "The security token included in the request is invalid.");
    }

    [Fact]
    public async Task Request_WithAStrangeSessionToken_IsUnrecognizedClient()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = new TestSigner("outcrop", "outcrop-secret", Token: "blended-in") };
        AssertRefused(await client.SendAsync(Path, EmulatorTest.Converse("x")), 403, "UnrecognizedClientException", "The security token included in the request is invalid.");
    }

    [Fact]
    public async Task Request_WithWrongSecret_IsInvalidSignature()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = new TestSigner("outcrop", "wrong") };
        AssertRefused(
            await client.SendAsync(Path, EmulatorTest.Converse("x")), 403, "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
    }

    /// <summary>AWS's endpoints have no port; @anthropic-ai/bedrock-sdk up to 0.22 signs the host's bare name wherever it goes.</summary>
    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.0.0.1:1", 403)]
    [InlineData("bedrock-runtime.us-east-1.amazonaws.com", 403)]
    public async Task Request_SignedForTheHostWithoutItsPort_IsAccepted(string signedHost, int status)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = new TestSigner("outcrop", "outcrop-secret", SignedHost: signedHost) };
        Assert.Equal(status, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
    }

    [Fact]
    public async Task Request_ForAnotherService_IsInvalidSignature()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = new TestSigner("outcrop", "outcrop-secret", Service: "bedrock-runtime") };
        AssertRefused(await client.SendAsync(Path, EmulatorTest.Converse("x")), 403, "InvalidSignatureException", "Credential should be scoped to correct service: 'bedrock'. ");
    }

    [Fact]
    public async Task Request_WithHalfAnAuthorizationHeader_IsIncompleteSignature()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = null };
        Reply reply = await client.SendAsync(Path, EmulatorTest.Converse("x"), change: request => request.Headers.Authorization = new("AWS4-HMAC-SHA256", "Credential=outcrop/20260304/us-east-1/bedrock/aws4_request"));
        Assert.Equal((400, "IncompleteSignatureException"), (reply.Status, reply.ErrorType));
        Assert.StartsWith("Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.", reply.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5 * 60)]
    [InlineData(5 * 60)]
    public async Task Request_AtTheEdgeOfTheWindow_IsAccepted(int seconds)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.TimeProvider = new FakeTimeProvider(Now));
        using var client = new EmulatorClient(emulator);
        client.Signer = client.Signer! with { Time = Now.AddSeconds(seconds) };
        Assert.Equal(200, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
    }

    [Theory]
    [InlineData(-6 * 60, "Signature expired: 20260304T050007Z is now earlier than 20260304T050107Z (20260304T050607Z - 5 min.)")]
    [InlineData(6 * 60, "Signature not yet current: 20260304T051207Z is still later than 20260304T051107Z (20260304T050607Z + 5 min.)")]
    public async Task Request_SixMinutesOff_IsRefusedWithBothTimes(int seconds, string message)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.TimeProvider = new FakeTimeProvider(Now));
        using var client = new EmulatorClient(emulator);
        client.Signer = client.Signer! with { Time = Now.AddSeconds(seconds) };

        Reply reply = await client.SendAsync(Path, EmulatorTest.Converse("x"));

        AssertRefused(reply, 403, "InvalidSignatureException", message);
        Assert.Equal("Wed, 04 Mar 2026 05:06:07 GMT", reply.Headers["Date"]);
    }

    [Fact]
    public async Task Request_OverHttp2SignedWithAuthority_IsAccepted()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = null, Version = HttpVersion.Version20 };
        string body = EmulatorTest.Converse("x");
        Reply reply = await client.SendAsync(Path, body, change: request => new TestSigner("outcrop", "outcrop-secret").Sign(request, System.Text.Encoding.UTF8.GetBytes(body), ":authority"));
        Assert.Equal(200, reply.Status);
    }

    [Theory]
    [InlineData("/model/anthropic.claude-3-haiku-20240307-v1:0/converse")]
    [InlineData("/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse")]
    [InlineData("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2F1arbu5hu2sjr/converse")]
    [InlineData("/model/arn:aws:bedrock:us-east-1::foundation-model%2Famazon.titan-text-express-v1/converse")]
    [InlineData("/model/us.anthropic.claude-sonnet-4-20250514-v1%3A0/converse")]
    public async Task Request_ModelIdInEveryEncoding_IsAccepted(string path)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync(path, EmulatorTest.Converse("x"));
        Assert.True(reply.Status == 200, reply.Text);
        Assert.DoesNotContain('%', Assert.Single(emulator.Journal).ModelId!);
    }

    [Theory]
    [InlineData("/model/arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/1arbu5hu2sjr/converse", 200)]
    [InlineData("/nothing", 404)]
    [InlineData("/model/x/unknown-operation", 404)]
    public async Task Request_UnknownOperation_IsCoralsOwnAnswer(string path, int status)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync(path, EmulatorTest.Converse("x"));
        Assert.Equal(status, reply.Status);
        Assert.Equal("""{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}""", reply.Text);
    }

    [Fact]
    public async Task Bearer_ConfiguredKey_IsAcceptedAndAnyOtherRefused()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.BearerKeys.Add("long-term-key"));
        using var client = new EmulatorClient(emulator) { Signer = null };
        Assert.Equal(200, (await client.SendAsync(Path, EmulatorTest.Converse("x"), change: request => request.Headers.Authorization = new("Bearer", "long-term-key"))).Status);
        Reply other = await client.SendAsync(Path, EmulatorTest.Converse("x"), change: request => request.Headers.Authorization = new("Bearer", "other"));
        Assert.Equal((403, "AccessDeniedException"), (other.Status, other.ErrorType));
    }

    private static void AssertRefused(Reply reply, int status, string type, string message)
    {
        Assert.Equal((status, type, message), (reply.Status, reply.ErrorType, reply.Message));
        Assert.Equal(type + ":http://internal.amazon.com/coral/com.amazon.coral.service/", reply.Headers["x-amzn-ErrorType"]);
        Assert.True(Guid.TryParse(reply.Headers["x-amzn-RequestId"], out _));
    }
}
