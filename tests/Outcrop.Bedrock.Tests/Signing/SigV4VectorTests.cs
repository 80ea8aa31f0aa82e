using System.Text;
using System.Text.Json;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Signing;

/// <summary>The signer against every applicable vector that others made. What does not apply is counted by reason, and both counts are pinned, so that nothing goes missing quietly.</summary>
public sealed class SigV4VectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Signer_AwsCommonAuthSuite_SignsEveryHeaderCase()
    {
        string root = SharedFolder.Require("vectors", "sigv4", "aws-c-auth-signing-test-suite");
        int passed = 0;
        foreach (string folder in Directory.GetDirectories(Path.Combine(root, "v4")).Order(StringComparer.Ordinal))
        {
            Run(Path.GetFileName(folder), () => ReadCommonAuth(folder).Verify());
            passed++;
        }

        int presigned = Directory.GetFiles(Path.Combine(root, "v4"), "query-signature.txt", SearchOption.AllDirectories).Length;
        int asymmetric = Directory.GetDirectories(Path.Combine(root, "v4a")).Length;
        output.WriteLine($"aws-c-auth: {passed} header cases passed; not applicable: {presigned} signatures in the query (Outcrop signs headers), {asymmetric} of SigV4a (Bedrock takes no asymmetric signature)");
        Assert.Equal((38, 38, 40), (passed, presigned, asymmetric));
    }

    [Fact]
    public void Signer_BotocoreSuite_SignsEveryCase()
    {
        string root = SharedFolder.Require("vectors", "sigv4", "botocore-aws4_testsuite");
        int passed = 0;
        foreach (string file in Directory.GetFiles(root, "*.req", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            Run(Path.GetFileNameWithoutExtension(file), () => ReadBotocore(file).Verify());
            passed++;
        }

        output.WriteLine($"botocore: {passed} passed");
        Assert.Equal(Directory.GetFiles(root, "*.authz", SearchOption.AllDirectories).Length, passed);
        Assert.True(passed >= 30, $"Only {passed} cases found.");
    }

    [Fact]
    public void Signer_SmithyDoubleEncoding_MatchesCanonicalRequest()
    {
        // The first folder's canonical request bears another date than its signature, so only its path can be compared; the second is whole.
        string path = SharedFolder.Require("vectors", "sigv4", "smithy-rs-double-encode-path");
        var parsed = SigningCase.ParseHttp(File.ReadAllText(Path.Combine(path, "request.txt")));
        string canonical = File.ReadAllText(Path.Combine(path, "header-canonical-request.txt"));
        parsed.Headers.RemoveAll(h => h.Key.Equals("x-amz-date", StringComparison.OrdinalIgnoreCase));
        parsed.Headers.Add(new("X-Amz-Date", "20210511T154045Z"));
        (Case("smithy-path", "us-east-1", "service", parsed, "20210511T154045Z") with { CanonicalRequest = canonical }).Verify();

        string url = SharedFolder.Require("vectors", "sigv4", "smithy-rs-double-url-encode");
        var lambda = SigningCase.ParseHttp(File.ReadAllText(Path.Combine(url, "request.txt")));
        (Case("smithy-url", "us-east-2", "lambda", lambda, "20210511T154045Z") with
        {
            CanonicalRequest = File.ReadAllText(Path.Combine(url, "header-canonical-request.txt")),
            StringToSign = File.ReadAllText(Path.Combine(url, "header-string-to-sign.txt")).TrimEnd(),
        }).Verify();
    }

    [Fact]
    public void Signer_BedrockVectors_SignsAllTwentyOne()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("vectors", "sigv4", "bedrock-sigv4-vectors.json")));
        int passed = 0;
        foreach (JsonElement vector in document.RootElement.GetProperty("vectors").EnumerateArray())
        {
            Run(vector.GetProperty("name").GetString()!, () => ReadBedrock(vector).Verify());
            passed++;
        }

        Assert.Equal(21, passed);
    }

    [Fact]
    public void Signer_MantleVector_SignsWithItsOwnScope()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("vectors", "sigv4", "openai-python-bedrock-mantle-sigv4.json")));
        JsonElement root = document.RootElement;
        JsonElement credentials = root.GetProperty("credentials");
        JsonElement request = root.GetProperty("request");
        JsonElement expected = root.GetProperty("expected");
        var url = new Uri(request.GetProperty("url").GetString()!);
        string date = expected.GetProperty("date").GetString()!;
        new SigningCase
        {
            Name = "mantle",
            Region = root.GetProperty("region").GetString()!,
            Service = root.GetProperty("service").GetString()!,
            AccessKeyId = credentials.GetProperty("accessKeyId").GetString()!,
            Secret = credentials.GetProperty("secretAccessKey").GetString()!,
            Time = SigningCase.ParseDate(date),
            Method = "POST",
            Path = url.AbsolutePath,
            Headers =
            [
                new("Host", url.Authority), new("Content-Type", request.GetProperty("contentType").GetString()!), new("X-Amz-Date", date),
                new("X-Amz-Security-Token", credentials.GetProperty("sessionToken").GetString()!), new("x-amz-content-sha256", expected.GetProperty("payloadHash").GetString()!),
            ],
            Body = Encoding.UTF8.GetBytes(request.GetProperty("body").GetString()!),
            Authorization = expected.GetProperty("authorization").GetString(),
        }.Verify();
    }

    [Fact]
    public void Signer_OpenAiAuthSuite_SignsItsSigV4Cases()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("vectors", "sigv4", "openai-python-bedrock-auth-cases.json")));
        int passed = 0;
        foreach (JsonElement entry in document.RootElement.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("kind").GetString() == "sigv4"))
        {
            JsonElement given = entry.GetProperty("given");
            JsonElement headers = entry.GetProperty("expected").GetProperty("headers");
            JsonElement request = given.GetProperty("request");
            string date = headers.GetProperty("x-amz-date").GetString()!;
            List<KeyValuePair<string, string>> signed = [.. request.GetProperty("headers").EnumerateObject().Select(h => KeyValuePair.Create(h.Name, h.Value.GetString()!))];
            signed.AddRange(headers.EnumerateObject().Where(h => h.Name != "authorization").Select(h => KeyValuePair.Create(h.Name, h.Value.GetString()!)));
            new SigningCase
            {
                Name = entry.GetProperty("id").GetString()!,
                Region = given.GetProperty("signing").GetProperty("region").GetString()!,
                Service = given.GetProperty("signing").GetProperty("service").GetString()!,
                AccessKeyId = given.GetProperty("credentials").GetProperty("access_key_id").GetString()!,
                Secret = given.GetProperty("credentials").GetProperty("secret_access_key").GetString()!,
                Time = SigningCase.ParseDate(date),
                Method = "POST",
                Path = new Uri(request.GetProperty("url").GetString()!).AbsolutePath,
                Headers = signed,
                Body = request.GetProperty("body_base64").GetBytesFromBase64(),
                Authorization = headers.GetProperty("authorization").GetString(),
            }.Verify();
            passed++;
        }

        Assert.Equal(2, passed);
    }

    private static void Run(string name, Action verify)
    {
        try
        {
            verify();
        }
        catch (Xunit.Sdk.XunitException fault)
        {
            throw new Xunit.Sdk.XunitException($"{name}: {fault.Message}");
        }
    }

    private static SigningCase Case(string name, string region, string service, (string Method, string Path, string Query, List<KeyValuePair<string, string>> Headers, byte[] Body) parsed, string date) => new()
    {
        Name = name,
        Region = region,
        Service = service,
        AccessKeyId = "AKIDEXAMPLE",
        Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        Time = SigningCase.ParseDate(date),
        Method = parsed.Method,
        Path = parsed.Path,
        Query = parsed.Query,
        Headers = parsed.Headers,
        Body = parsed.Body,
    };

    private static SigningCase ReadCommonAuth(string folder)
    {
        string Text(string name) => File.ReadAllText(Path.Combine(folder, name));
        using JsonDocument context = JsonDocument.Parse(Text("context.json"));
        JsonElement root = context.RootElement;
        JsonElement credentials = root.GetProperty("credentials");
        var parsed = SigningCase.ParseHttp(Text("request.txt"));
        string date = SigV4Date(root.GetProperty("timestamp").GetDateTimeOffset());
        parsed.Headers.Add(new("X-Amz-Date", date));
        bool omitToken = root.TryGetProperty("omit_session_token", out JsonElement omit) && omit.GetBoolean();
        if (credentials.TryGetProperty("token", out JsonElement token) && !omitToken)
        {
            parsed.Headers.Add(new("X-Amz-Security-Token", token.GetString()!));
        }

        if (root.GetProperty("sign_body").GetBoolean())
        {
            parsed.Headers.Add(new("X-Amz-Content-Sha256", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(parsed.Body))));
        }

        string signed = Text("header-signed-request.txt");
        return Case(Path.GetFileName(folder), root.GetProperty("region").GetString()!, root.GetProperty("service").GetString()!, parsed, date) with
        {
            AccessKeyId = credentials.GetProperty("access_key_id").GetString()!,
            Secret = credentials.GetProperty("secret_access_key").GetString()!,
            KeepDotSegments = !root.GetProperty("normalize").GetBoolean(),
            CanonicalRequest = Text("header-canonical-request.txt"),
            StringToSign = Text("header-string-to-sign.txt"),
            Authorization = SigningCase.ParseHttp(signed).Headers.Single(h => h.Key == "Authorization").Value.Trim(),
        };
    }

    private static SigningCase ReadBotocore(string file)
    {
        string Text(string extension) => File.ReadAllText(Path.ChangeExtension(file, extension));
        var parsed = SigningCase.ParseHttp(Text(".req"));

        // The suite's credentials have a token in some cases; whether it is signed only the canonical request says.
        string canonical = Text(".creq");
        const string Token = "x-amz-security-token";
        parsed.Headers.RemoveAll(h => h.Key.Equals(Token, StringComparison.OrdinalIgnoreCase));
        string? line = canonical.Split('\n').FirstOrDefault(l => l.StartsWith($"{Token}:", StringComparison.Ordinal));
        if (line is not null)
        {
            parsed.Headers.Add(new(Token, line[(Token.Length + 1)..]));
        }

        return Case(Path.GetFileNameWithoutExtension(file), "us-east-1", "service", parsed, "20150830T123600Z") with
        {
            CanonicalRequest = canonical,
            StringToSign = Text(".sts"),
            Authorization = Text(".authz"),
        };
    }

    private static SigningCase ReadBedrock(JsonElement vector)
    {
        JsonElement request = vector.GetProperty("request");
        var url = new Uri(request.GetProperty("url").GetString()!);
        string authorization = request.GetProperty("headers").GetProperty("Authorization").GetString()!;
        string names = authorization.Split("SignedHeaders=")[1].Split(',')[0];
        List<KeyValuePair<string, string>> headers = [new("Host", url.Authority)];
        headers.AddRange(request.GetProperty("headers").EnumerateObject()
            .Where(h => names.Split(';').Contains(h.Name.ToLowerInvariant(), StringComparer.Ordinal))
            .Select(h => KeyValuePair.Create(h.Name, h.Value.GetString()!)));
        return new SigningCase
        {
            Name = vector.GetProperty("name").GetString()!,
            Region = vector.GetProperty("region").GetString()!,
            Service = vector.GetProperty("service").GetString()!,
            AccessKeyId = vector.GetProperty("accessKeyId").GetString()!,
            Secret = vector.GetProperty("secretAccessKey").GetString()!,
            Time = SigningCase.ParseDate(vector.GetProperty("time").GetString()!),
            Method = request.GetProperty("method").GetString()!,
            Path = url.AbsolutePath,
            Query = url.Query.TrimStart('?'),
            Headers = headers,
            Body = Encoding.UTF8.GetBytes(request.TryGetProperty("body", out JsonElement body) ? body.GetString() ?? "" : ""),
            CanonicalRequest = vector.GetProperty("canonicalRequest").GetString(),
            StringToSign = vector.GetProperty("stringToSign").GetString(),
            Authorization = authorization,
        };
    }

    private static string SigV4Date(DateTimeOffset time) => Outcrop.Bedrock.Signing.SigV4Signer.FormatDate(time);
}
