using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Signing;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Keys.SigV4;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Keys.SigV4;

/// <summary>The verifier against requests that others have signed. What does not apply is counted, so that nothing goes missing quietly.</summary>
public sealed class SigV4VectorTests
{
    /// <summary>botocore's requests to Bedrock as they went over the wire; those to STS are another service's.</summary>
    [Fact]
    public void Verifier_BotocoreRequestsToBedrock_AreAccepted()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("vectors", "sigv4", "bedrock-sigv4-vectors.json")));
        int accepted = 0;
        int elsewhere = 0;
        foreach (JsonElement vector in document.RootElement.GetProperty("vectors").EnumerateArray())
        {
            JsonElement request = vector.GetProperty("request");
            string url = request.GetProperty("url").GetString()!;
            string rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
            var message = new SignedMessage
            {
                Method = request.GetProperty("method").GetString()!,
                Target = rest[rest.IndexOf('/', StringComparison.Ordinal)..],
                Headers = [new("Host", rest[..rest.IndexOf('/', StringComparison.Ordinal)]), .. request.GetProperty("headers").EnumerateObject().Select(static header => KeyValuePair.Create(header.Name, header.Value.GetString()!))],
                Body = Encoding.UTF8.GetBytes(request.TryGetProperty("body", out JsonElement body) && body.ValueKind == JsonValueKind.String ? body.GetString()! : ""),
            };
            var key = SignedMessage.NewKey(
                vector.GetProperty("sessionToken").GetString(), id: vector.GetProperty("accessKeyId").GetString()!, secret: vector.GetProperty("secretAccessKey").GetString()!);
            DateTimeOffset now = DateTimeOffset.ParseExact(vector.GetProperty("time").GetString()!, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            string verdict = message.Verdict(key, now);
            if (vector.GetProperty("service").GetString() == "sts")
            {
                Assert.Equal("InvalidSignatureException: Credential should be scoped to correct service: 'bedrock'. ", verdict);
                elsewhere++;
            }
            else
            {
                Assert.True(verdict == "signer", $"{vector.GetProperty("name")}: {verdict}");
                accepted++;
            }
        }

        Assert.Equal((19, 2), (accepted, elsewhere));
    }

    /// <summary>OpenAI's own client in front of Bedrock's mantle, which signs for a service of its own and states the body's hash.</summary>
    [Fact]
    public void Verifier_OpenAIRequestToMantle_IsAccepted()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("vectors", "sigv4", "openai-python-bedrock-mantle-sigv4.json")));
        JsonElement root = document.RootElement;
        JsonElement credentials = root.GetProperty("credentials");
        JsonElement request = root.GetProperty("request");
        JsonElement expected = root.GetProperty("expected");
        var url = new Uri(request.GetProperty("url").GetString()!);
        string date = expected.GetProperty("date").GetString()!;
        var message = new SignedMessage
        {
            Target = url.PathAndQuery,
            Headers =
            [
                new("host", url.Authority), new("content-type", request.GetProperty("contentType").GetString()!), new("x-amz-date", date), new("x-amz-security-token", credentials.GetProperty("sessionToken").GetString()!),
                new("x-amz-content-sha256", expected.GetProperty("payloadHash").GetString()!), new("authorization", expected.GetProperty("authorization").GetString()!),
            ],
            Body = Encoding.UTF8.GetBytes(request.GetProperty("body").GetString()!),
        };
        var key = SignedMessage.NewKey(
            credentials.GetProperty("sessionToken").GetString(), id: credentials.GetProperty("accessKeyId").GetString()!, secret: credentials.GetProperty("secretAccessKey").GetString()!);
        Assert.Equal("signer", message.Verdict(key, DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)));
    }

    /// <summary>AWS's own test suite, signed for a service of no name: what is left once the scope has been judged.</summary>
    [Fact]
    public void Claim_AwsTestSuite_Fits()
    {
        string root = SharedFolder.Require("vectors", "sigv4", "botocore-aws4_testsuite");
        int passed = 0;
        foreach (string file in Directory.GetFiles(root, "*.sreq", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string[] halves = File.ReadAllText(file).ReplaceLineEndings("\n").Split("\n\n", 2);
            string[] lines = halves[0].Replace("\n ", " ").Split('\n');
            string target = lines[0][(lines[0].IndexOf(' ', StringComparison.Ordinal) + 1)..lines[0].LastIndexOf(' ')];
            KeyValuePair<string, string>[] headers = [.. lines[1..].Where(static line => line.Length > 0).Select(static line => line.Split(':', 2)).Select(static pair => KeyValuePair.Create(pair[0], pair[1].Trim()))];
            var time = DateTime.ParseExact(
                headers.First(static header => header.Key.Equals("X-Amz-Date", StringComparison.OrdinalIgnoreCase)).Value, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
            
            // The signed request of one case holds a made-up signature; the file beside it has the one that counts.
            SigV4Authorization authorization = SigV4Authorization.Parse(File.ReadAllText(Path.ChangeExtension(file, ".authz")).Trim(), true);
            int mark = target.IndexOf('?', StringComparison.Ordinal);
            var claim = new SigV4Claim
            {
                Key = SignedMessage.NewKey(),
                Authorization = authorization,
                Method = lines[0][..lines[0].IndexOf(' ', StringComparison.Ordinal)],
                Target = mark < 0 ? new(target, "") : new(target[..mark], target[(mark + 1)..]),
                Headers = [.. authorization.SignedHeaders.SelectMany(name => headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))],
                Time = time,
                SigningKey = new SigningKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", time, authorization.Region, authorization.Service),
                StatedHash = null,
            };
            Assert.True(claim.Fits(Encoding.UTF8.GetBytes(halves.Length > 1 ? halves[1] : "")), Path.GetFileName(file));
            passed++;
        }

        Assert.True(passed >= 30, $"Only {passed} cases found.");
    }
}
