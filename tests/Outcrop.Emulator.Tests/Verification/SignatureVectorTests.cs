using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Verification;
using Outcrop.Testing;

namespace Outcrop.Emulator.Tests.Verification;

/// <summary>The verifier against requests that botocore signed.</summary>
public sealed class SignatureVectorTests
{
    [Fact]
    public void Verify_EveryBotocoreVector_IsAccepted()
    {
        int count = 0;
        foreach (JsonElement vector in Vectors("bedrock-sigv4-vectors.json"))
        {
            (SignatureVerifier verifier, SignedRequest request, string service) = Arrange(vector);
            CallerIdentity caller = verifier.Verify(request, service);
            Assert.Equal("123456789012", caller.Account);
            count++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{count} vectors accepted");
        Assert.Equal(21, count);
    }

    [Fact]
    public void Verify_EveryBotocoreVectorWithOneBitOff_IsRefused()
    {
        foreach (JsonElement vector in Vectors("bedrock-sigv4-vectors.json"))
        {
            (SignatureVerifier verifier, SignedRequest request, string service) = Arrange(vector);
            byte[] body = [.. request.Body.Span, (byte)' '];
            AssertRefused(verifier, request with { Body = body }, service);
            AssertRefused(verifier, request with { RawTarget = request.RawTarget + (request.RawTarget.Contains('?') ? "&x=1" : "x") }, service);
            AssertRefused(verifier, request with { Method = request.Method == "GET" ? "POST" : "GET" }, service);
        }
    }

    [Fact]
    public void BearerVerify_EveryPresignedKeyVector_IsAcceptedUntilItExpires()
    {
        foreach (JsonElement vector in Vectors("bedrock-api-key-vectors.json"))
        {
            var clock = new FakeTimeProvider(TimeOf(vector));
            var verifier = new BearerVerifier([], new SignatureVerifier(StoreOf(vector), clock), new EmulatorOptions());
            string token = vector.GetProperty("token").GetString()!;
            verifier.Verify(token);

            clock.Advance(TimeSpan.FromSeconds(vector.GetProperty("expiresInSeconds").GetInt32() + 1));
            AwsErrorException expired = Assert.Throws<AwsErrorException>(() => verifier.Verify(token));
            Assert.Equal((403, "Bearer Token has expired"), (expired.Error.Status, expired.Error.Message));
        }
    }

    [Fact]
    public void BearerVerify_TamperedPresignedKey_IsRefused()
    {
        JsonElement vector = Vectors("bedrock-api-key-vectors.json")[0];
        string longer = vector.GetProperty("decoded").GetString()!.Replace("X-Amz-Expires=43200", "X-Amz-Expires=43199", StringComparison.Ordinal);
        var verifier = new BearerVerifier([], new SignatureVerifier(StoreOf(vector), new FakeTimeProvider(TimeOf(vector))), new EmulatorOptions());

        Assert.Throws<AwsErrorException>(() => verifier.Verify("bedrock-api-key-" + Convert.ToBase64String(Encoding.UTF8.GetBytes(longer))));
        Assert.Throws<AwsErrorException>(() => verifier.Verify("bedrock-api-key-%%%"));
        Assert.Throws<AwsErrorException>(() => verifier.Verify("something-else"));
    }

    private static void AssertRefused(SignatureVerifier verifier, SignedRequest request, string service)
    {
        AwsErrorException refusal = Assert.Throws<AwsErrorException>(() => verifier.Verify(request, service));
        Assert.Equal("InvalidSignatureException", refusal.Error.Type);
    }

    private static JsonElement[] Vectors(string file) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("vectors", "sigv4", file))).RootElement.GetProperty("vectors").EnumerateArray()];

    private static (SignatureVerifier Verifier, SignedRequest Request, string Service) Arrange(JsonElement vector)
    {
        JsonElement request = vector.GetProperty("request");
        string url = request.GetProperty("url").GetString()!;
        int authority = url.IndexOf("://", StringComparison.Ordinal) + 3;
        int path = url.IndexOf('/', authority);
        var headers = new HeaderDictionary { ["host"] = url[authority..path] };
        foreach (JsonProperty header in request.GetProperty("headers").EnumerateObject())
        {
            headers[header.Name] = header.Value.GetString();
        }

        byte[] body = Encoding.UTF8.GetBytes(request.GetProperty("body").GetString() ?? "");
        var signed = new SignedRequest(request.GetProperty("method").GetString()!, url[path..], headers, body);
        return (new SignatureVerifier(StoreOf(vector), new FakeTimeProvider(TimeOf(vector))), signed, vector.GetProperty("service").GetString()!);
    }

    private static KeyStore StoreOf(JsonElement vector)
    {
        string id = vector.GetProperty("accessKeyId").GetString()!;
        string secret = vector.GetProperty("secretAccessKey").GetString()!;
        string? token = vector.TryGetProperty("sessionToken", out JsonElement session) ? session.GetString() : null;
        var keys = new KeyStore(new EmulatorOptions());
        keys.Add(new AccessKey(id, secret, token, null, CallerIdentity.Anonymous("123456789012")));
        return keys;
    }

    private static DateTimeOffset TimeOf(JsonElement vector) =>
        DateTimeOffset.ParseExact(vector.GetProperty("time").GetString()!, SignatureVerifier.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
