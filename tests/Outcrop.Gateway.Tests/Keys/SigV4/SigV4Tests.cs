using System.Text;

namespace Outcrop.Gateway.Tests.Keys.SigV4;

/// <summary>What is accepted, and that nothing else is: every refusal in AWS's words.</summary>
public class SigV4Tests
{
    private const string Mismatch = "InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
    private const string Unknown = "UnrecognizedClientException: The security token included in the request is invalid.";

    private static readonly SignedMessage Plain = new();

    /// <summary>The shapes in which clients send: each is a row of what SDKs differ in.</summary>
    private static readonly Dictionary<string, SignedMessage> Shapes = new()
    {
        ["plain"] = Plain,
        ["stated hash"] = Plain.WithHash(),
        ["literal colon"] = Plain with { Target = "/model/us.amazon.nova-lite-v1:0/converse" },
        ["ARN"] = Plain with { Target = "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fmi1dadi0g15f/converse-stream" },
        ["query"] = Plain with { Method = "GET", Target = "/inference-profiles?maxResults=5&type=SYSTEM_DEFINED&nextToken=a%2Bb%2Fc%3D%3D&empty&b=2&b=1", Body = [] },
        ["stated hash of nothing"] = (Plain with { Method = "GET", Target = "/v1/models", Body = [] }).WithHash(),
        ["headers to be trimmed"] = Plain.With("x-amzn-bedrock-trace", "  a  b\t c ").With("x-stainless-os", "Linux"),
        ["several values"] = Plain.Adding("x-amzn-x", "b").Adding("x-amzn-x", "a"),
        ["HTTP/2"] = Plain.With("Host", null).Adding(":authority", "gateway.example:8001"),
        ["mantle"] = Plain with { Service = "bedrock-mantle", Region = "us-gov-west-1", Target = "/v1/chat/completions?beta=true" },
        ["text beyond ASCII"] = Plain.With("x-amz-meta", "grüße") with { Body = Encoding.UTF8.GetBytes("\"Füße ☂\"") },
    };

    public static TheoryData<string, bool> ShapesByBothSigners()
    {
        var data = new TheoryData<string, bool>();
        foreach (string shape in Shapes.Keys)
        {
            data.Add(shape, true);
            data.Add(shape, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ShapesByBothSigners))]
    public void Signature_OfEitherSigner_IsAccepted(string shape, bool byOutcrop) => Assert.Equal("signer", Shapes[shape].Signed(byOutcrop).Verdict());

    /// <summary>AWS's endpoints have no port; @anthropic-ai/bedrock-sdk up to 0.22 signs the host's bare name wherever it goes. Another name, or another port, is another host.</summary>
    [Theory]
    [InlineData("gateway.example", "gateway.example:8001", true)]
    [InlineData("[::1]", "[::1]:8001", true)]
    [InlineData("gateway.example:9000", "gateway.example:8001", false)]
    [InlineData("other.example", "gateway.example:8001", false)]
    [InlineData("gateway.example:8001", "gateway.example", false)]
    public void Signature_OfTheHostWithoutItsPort_IsAccepted(string signed, string sent, bool accepted)
    {
        Assert.Equal(accepted ? "signer" : Mismatch, Plain.With("Host", signed).Signed().With("Host", sent).Verdict());
        Assert.Equal(accepted ? "signer" : Mismatch, Plain.With("Host", signed).WithHash().Signed().With("Host", sent).Verdict());
    }

    [Fact]
    public void Signature_WithAnHttpDate_IsAccepted() =>
        Assert.Equal("signer", Plain.With("x-amz-date", null).With("Date", SignedMessage.Now.ToString("r")).Signed().Verdict());

    /// <summary>Every byte of what is signed, changed one at a time: method, path, query, each signed header, the body, the signature itself.</summary>
    [Theory]
    [MemberData(nameof(ShapesByBothSigners))]
    public void Signature_AnySingleByteChanged_IsRefused(string shape, bool byOutcrop)
    {
        SignedMessage good = Shapes[shape].Signed(byOutcrop);
        int tried = 0;
        foreach (string method in Mutations(good.Method))
        {
            Refused(good with { Method = method });
        }

        foreach (string target in Mutations(good.Target))
        {
            Refused(good with { Target = target });
        }

        for (int i = 0; i < good.Headers.Count; i++)
        {
            (string name, string value) = good.Headers[i];
            foreach (string changed in name == "User-Agent" ? [] : Mutations(value))
            {
                Refused(good with { Headers = [.. good.Headers.Take(i), new(name, changed), .. good.Headers.Skip(i + 1)] });
            }
        }

        for (int i = 0; i < good.Body.Length; i++)
        {
            byte[] body = [.. good.Body];
            body[i] ^= 1;
            Refused(good with { Body = body });
        }

        Refused(good with { Body = [.. good.Body, (byte)' '] });
        Assert.True(tried > 100);

        void Refused(SignedMessage changed)
        {
            tried++;
            string verdict = changed.Verdict();
            Assert.True(verdict != "signer", $"{changed.Method} {changed.Target} {string.Join(" | ", changed.Headers)}");
            Assert.Matches("^(InvalidSignature|IncompleteSignature|UnrecognizedClient)Exception: ", verdict);
        }
    }

    [Fact]
    public void Signature_OfAnotherMethodPathQueryHeaderOrBody_IsRefusedInAwsWords()
    {
        SignedMessage good = Plain.Signed();
        foreach (SignedMessage changed in (SignedMessage[])
            [
                good with { Method = "PUT" }, good with { Target = good.Target + "-stream" }, good with { Target = good.Target + "?a=b" }, good.With("Host", "other.example"),
                good.With("Content-Type", "text/plain"), good.With("Content-Type", null), good.Adding("Content-Type", "application/json"), good with { Body = [] },
            ])
        {
            Assert.Equal(Mismatch, changed.Verdict());
        }
    }

    [Fact]
    public void Signature_WithAWrongSecret_IsRefused()
    {
        Assert.Equal(Mismatch, (Plain with { SecretAccessKey = SignedMessage.Secret[..^1] + "Z" }).Signed().Verdict());
        Assert.Equal(Mismatch, (Plain.WithHash() with { SecretAccessKey = "x" }).Signed().Verdict());
    }

    [Fact]
    public void Signature_OfAnUnknownKey_IsUnrecognized()
    {
        Assert.Equal(Unknown, (Plain with { AccessKeyId = "AKIAOUTCROPZZZZZZZZZ" }).Signed().Verdict());
        Assert.Equal(Unknown, (Plain with { AccessKeyId = "" }).Signed().Verdict());
        Assert.Equal(Unknown, (Plain.WithHash() with { AccessKeyId = SignedMessage.KeyId.ToLowerInvariant() }).Signed().Verdict());
    }

    /// <summary>Replay: the same bytes work for five minutes and then no more, as with AWS.</summary>
    [Theory]
    [InlineData(0, "signer")]
    [InlineData(299, "signer")]
    [InlineData(300, "signer")]
    [InlineData(300.9, "signer")]
    [InlineData(301, "InvalidSignatureException: Signature expired: 20261122T120000Z is now earlier than 20261122T120001Z (20261122T120501Z - 5 min.)")]
    [InlineData(86400, "InvalidSignatureException: Signature expired: 20261122T120000Z is now earlier than 20261123T115500Z (20261123T120000Z - 5 min.)")]
    [InlineData(-300, "signer")]
    [InlineData(-301, "InvalidSignatureException: Signature not yet current: 20261122T120000Z is still later than 20261122T115959Z (20261122T115459Z + 5 min.)")]
    public void Signature_ReplayedLater_IsTakenForFiveMinutes(double seconds, string verdict) =>
        Assert.Equal(verdict, Plain.Signed().Verdict(now: SignedMessage.Now.AddSeconds(seconds)));

    [Theory]
    [InlineData("s3", "us-east-1", "aws4_request", "InvalidSignatureException: Credential should be scoped to correct service: 'bedrock'. ")]
    [InlineData("bedrock-runtime", "us-east-1", "aws4_request", "InvalidSignatureException: Credential should be scoped to correct service: 'bedrock'. ")]
    [InlineData("bedrock", "", "aws4_request", "InvalidSignatureException: Credential should be scoped to a valid region, not ''. ")]
    [InlineData("bedrock", "US-EAST-1", "aws4_request", "InvalidSignatureException: Credential should be scoped to a valid region, not 'US-EAST-1'. ")]
    [InlineData("bedrock", "us-east-1", "aws5_request", "InvalidSignatureException: Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. ")]
    public void Signature_OfAnotherScope_IsRefused(string service, string region, string terminator, string verdict) =>
        Assert.Equal(verdict, (Plain with { Service = service, Region = region, Terminator = terminator }).Signed().Verdict());

    [Fact]
    public void Signature_OfARegionThatTheKeyMayNotName_IsRefused()
    {
        Assert.Equal("signer", (Plain with { Region = "eu-west-1" }).Signed().Verdict(SignedMessage.NewKey(regions: ["us-east-1", "eu-west-1"])));
        Assert.Equal("InvalidSignatureException: Credential should be scoped to a valid region, not 'eu-west-2'. ", (Plain with { Region = "eu-west-2" }).Signed().Verdict(SignedMessage.NewKey(regions: ["us-east-1"])));
    }

    [Fact]
    public void Signature_WhoseScopeIsOfAnotherDay_IsRefused()
    {
        SignedMessage good = Plain.Signed();
        string authorization = good.Headers.Single(static header => header.Key == "Authorization").Value;
        Assert.Equal(
            "InvalidSignatureException: Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261121' != '20261122', from '20261122T120000Z'.",
            good.With("Authorization", authorization.Replace("20261122", "20261121")).Verdict());
    }

    [Theory]
    [InlineData("x-amz-target", "x")]
    [InlineData("X-Amz-Security-Token", "token")]
    [InlineData("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void AmzHeader_ThatIsNotSigned_IsRefused(string name, string value) => Assert.Equal(
        $"InvalidSignatureException: There were headers present in the request which were not signed: {name.ToLowerInvariant()}", Plain.Signed().Adding(name, value).Verdict());

    /// <summary>What proxies put in on the way must not break a signature, and means nothing.</summary>
    [Theory]
    [InlineData("x-amzn-trace-id")]
    [InlineData("X-Amz-Cf-Id")]
    [InlineData("x-forwarded-for")]
    public void HeaderOfAProxy_Unsigned_IsNoHarm(string name) => Assert.Equal("signer", Plain.Signed().Adding(name, "1").Verdict());

    [Fact]
    public void Host_Unsigned_IsRefused()
    {
        Assert.Equal("InvalidSignatureException: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.", Plain.Signed(false, "content-type", "x-amz-date").Verdict());
        Assert.Equal(Mismatch, Plain.Signed().With("Host", null).Verdict());
    }

    [Fact]
    public void Date_UnsignedMissingOrNoDate_IsRefused()
    {
        SignedMessage http = Plain.With("x-amz-date", null).With("Date", SignedMessage.Now.ToString("r"));
        Assert.Equal("InvalidSignatureException: 'Date' must be a 'SignedHeader' in the AWS Authorization.", http.Signed(false, "host").Verdict());
        Assert.StartsWith("IncompleteSignatureException: Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed", Plain.Signed().With("x-amz-date", null).Verdict());
        Assert.Equal(
            "IncompleteSignatureException: Date must be in ISO-8601 'basic format'. Got '2026-11-22T12:00:00Z'. See http://en.wikipedia.org/wiki/ISO_8601",
            Plain.Signed().With("x-amz-date", "2026-11-22T12:00:00Z").Verdict());
    }

    [Fact]
    public void Date_SentTwice_IsRefused() =>
        Assert.StartsWith("IncompleteSignatureException: Date must be in ISO-8601 'basic format'. Got '20261122T120000Z,20261122T120000Z'.", Plain.Signed().Adding("x-amz-date", SignedMessage.Stamp(SignedMessage.Now)).Verdict());

    /// <summary>A second value of a signed header, values in another order, and values that only look the same once joined.</summary>
    [Fact]
    public void SignedHeader_WithOtherValues_IsRefused()
    {
        SignedMessage good = Plain.Adding("x-amzn-x", "a").Adding("x-amzn-x", "b").Signed();
        Assert.Equal(Mismatch, good.Adding("x-amzn-x", "c").Verdict());
        Assert.Equal(Mismatch, good.With("x-amzn-x", null).Adding("x-amzn-x", "b").Adding("x-amzn-x", "a").Verdict());
        Assert.Equal(Mismatch, good.With("x-amzn-x", null).Verdict());
    }

    /// <summary>No value can pretend to be a further line of what is signed.</summary>
    [Fact]
    public void HeaderValue_WithALineBreak_IsNoFurtherHeader()
    {
        SignedMessage two = Plain.Adding("x-amzn-a", "1").Adding("x-amzn-b", "2").Signed();
        Assert.Equal(Mismatch, two.With("x-amzn-a", "1\nx-amzn-b:2").With("x-amzn-b", null).Verdict());
        string authorization = two.Headers.Single(static header => header.Key == "Authorization").Value;
        Assert.Equal(Mismatch, two.With("x-amzn-a", "1\nx-amzn-b:2").With("x-amzn-b", null).With("Authorization", authorization.Replace("x-amzn-a;x-amzn-b", "x-amzn-a")).Verdict());
        Assert.Equal(Mismatch, two.With("x-amzn-a", "1\r\nx-amzn-b:2").With("x-amzn-b", null).With("Authorization", authorization.Replace("x-amzn-a;x-amzn-b", "x-amzn-a")).Verdict());
    }

    [Fact]
    public void Payload_OtherThanSigned_IsRefused()
    {
        byte[] other = Encoding.UTF8.GetBytes("""{"messages":[]}""");
        Assert.Equal(Mismatch, (Plain.Signed() with { Body = other }).Verdict());
        Assert.Equal(Mismatch, (Plain.WithHash().Signed() with { Body = other }).Verdict());
        Assert.Equal(Mismatch, (Plain with { Body = other }).WithHash().Signed().With("x-amz-content-sha256", null).Verdict());
        Assert.Equal(Mismatch, Plain.With("x-amz-content-sha256", new string('0', 64)).Signed().Verdict());
        Assert.Equal(Mismatch, Plain.With("x-amz-content-sha256", "").Signed().Verdict());
    }

    [Theory]
    [InlineData("UNSIGNED-PAYLOAD")]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-EVENTS")]
    [InlineData("STREAMING-UNSIGNED-PAYLOAD-TRAILER")]
    public void Payload_UnsignedOrInPieces_IsRefused(string hash) => Assert.Equal(
        $"InvalidSignatureException: The payload must be signed as a whole: 'x-amz-content-sha256' must be the body's SHA-256, not '{hash}'.", Plain.With("x-amz-content-sha256", hash).Signed().Verdict());

    [Fact]
    public void SessionToken_ThatIsNotTheKeys_IsUnrecognized()
    {
        SignedMessage with = Plain.With("x-amz-security-token", "a-session-token");
        Assert.Equal("signer", with.Signed().Verdict(SignedMessage.NewKey("a-session-token")));
        Assert.Equal(Unknown, with.Signed().Verdict());
        Assert.Equal(Unknown, with.Signed().Verdict(SignedMessage.NewKey("another-token")));
        Assert.Equal(Unknown, Plain.Signed().Verdict(SignedMessage.NewKey("a-session-token")));
        Assert.Equal(Unknown, with.Adding("x-amz-security-token", "a-session-token").Signed().Verdict(SignedMessage.NewKey("a-session-token")));
    }

    [Fact]
    public void Key_WhoseTimeIsOver_IsExpired()
    {
        Assert.Equal("signer", Plain.Signed().Verdict(SignedMessage.NewKey(expiresAt: SignedMessage.Now.AddSeconds(1))));
        Assert.Equal("ExpiredTokenException: The security token included in the request is expired", Plain.Signed().Verdict(SignedMessage.NewKey(expiresAt: SignedMessage.Now)));
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256", "Unsupported algorithm, AWS4-HMAC-SHA256 is the one taken here,")]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=a, SignedHeaders=host, Signature=00", "Unsupported algorithm, AWS4-HMAC-SHA256 is the one taken here,")]
    [InlineData("aws4-hmac-sha256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=00", "Unsupported algorithm, AWS4-HMAC-SHA256 is the one taken here,")]
    [InlineData("AWS4-HMAC-SHA256 gibberish", "Invalid key=value pair (missing equal-sign)")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=00,", "Invalid key=value pair (missing equal-sign)")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=00, Expires=9", "Invalid key=value pair (unknown key)")]
    [InlineData("AWS4-HMAC-SHA256 credential=a/b/c/d/e, SignedHeaders=host, Signature=00", "Invalid key=value pair (unknown key)")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, Credential=a/b/c/d/e, SignedHeaders=host, Signature=00", "Invalid key=value pair (duplicate key)")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host;, Signature=00", "'SignedHeaders' must be lower-case names in order, each once, separated by semicolons,")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=Host;x-amz-date, Signature=00", "'SignedHeaders' must be lower-case names in order, each once, separated by semicolons,")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=x-amz-date;host, Signature=00", "'SignedHeaders' must be lower-case names in order, each once, separated by semicolons,")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host;host, Signature=00", "'SignedHeaders' must be lower-case names in order, each once, separated by semicolons,")]
    public void Authorization_ThatIsMalformed_IsRefusedWithItsHash(string header, string text)
    {
        string verdict = Plain.With("Authorization", header).Verdict();
        Assert.StartsWith($"IncompleteSignatureException: {text} in Authorization header (hashed with SHA-256 and encoded with Base64): '", verdict);
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e", "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization=")]
    [InlineData("AWS4-HMAC-SHA256 Credential=, SignedHeaders=host, Signature=00", "Authorization header requires 'Credential' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization=")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=00", "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c/d'")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f, SignedHeaders=host, Signature=00", "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c/d/e/f'")]
    public void Authorization_ThatIsIncomplete_IsRefused(string header, string text) =>
        Assert.StartsWith($"IncompleteSignatureException: {text}", Plain.With("Authorization", header).Verdict());

    /// <summary>A signature is 64 small hexadecimal digits and nothing that only reads like them.</summary>
    [Fact]
    public void Signature_InAnotherForm_IsRefused()
    {
        SignedMessage good = Plain.Signed();
        string authorization = good.Headers.Single(static header => header.Key == "Authorization").Value;
        string signature = authorization[^64..];
        foreach (string other in (string[])[signature.ToUpperInvariant(), signature + "00", signature[..62], new string('z', 64), "0x" + signature[2..], " "])
        {
            Assert.NotEqual("signer", good.With("Authorization", authorization[..^64] + other).Verdict());
        }
    }

    /// <summary>What is made canonical is made on the stack: no request may ask for more of it than there is.</summary>
    [Fact]
    public void Request_WithMoreParametersOrHeadersThanAnySdkSends_IsRefusedNotAFault()
    {
        Assert.Equal(Mismatch, (Plain.Signed() with { Target = "/?" + string.Join('&', Enumerable.Repeat("a=b", 300)) }).Verdict());
        SignedMessage many = Plain;
        for (int i = 0; i < 140; i++)
        {
            many = many.Adding($"x-amzn-{i:000}", "1");
        }

        Assert.Equal(Mismatch, many.Signed(false).Verdict());
    }

    [Fact]
    public void KeyAndClaim_AsText_HideTheSecret()
    {
        Assert.Equal("key signer", SignedMessage.NewKey("token").ToString());
        Assert.Equal(SignedMessage.KeyId, SignedMessage.NewKey("token").AwsKeys!.ToString());
    }

    /// <summary>Each character replaced by another of its kind, so that what changes is meaning and never only the form: a space stays a space, an escape an escape.</summary>
    private static IEnumerable<string> Mutations(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isEscape = (i > 0 && text[i - 1] == '%') || (i > 1 && text[i - 2] == '%');
            char other = c switch
            {
                _ when isEscape => c == '1' ? '2' : '1',
                ' ' or '\t' => 'x',
                'z' or 'Z' or '9' => 'a',
                >= 'a' and < 'z' or >= 'A' and < 'Z' or >= '0' and < '9' => (char)(c + 1),
                _ => 'x',
            };
            if (!(c is ' ' or '\t' && (text.Trim() != text || text.Contains("  "))))
            {
                yield return string.Concat(text.AsSpan(0, i), [other], text.AsSpan(i + 1));
            }
        }
    }
}
