using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Emulator.Verification;

namespace Outcrop.Emulator.Tests.Verification;

/// <summary>What a key may do: actions, models, regions.</summary>
public sealed class PermissionTests
{
    private const string Haiku = "/model/" + EmulatorTest.Claude;

    [Theory]
    [InlineData("bedrock:InvokeModel", "", "", "/converse", "InvokeModel")]
    [InlineData("bedrock:InvokeModel", "", "", "/invoke-with-response-stream", null)]
    [InlineData("bedrock:InvokeModel*", "", "", "/converse-stream", "InvokeModel")]
    [InlineData("", "*claude-3-haiku*", "", "/converse", "InvokeModel")]
    [InlineData("", "amazon.*", "", "/converse", null)]
    [InlineData("", "", "eu-*", "/converse", null)]
    [InlineData("", "", "us-east-?", "/converse", "InvokeModel")]
    public async Task Permissions_Patterns_AllowOrDeny(string actions, string models, string regions, string operation, string? allowed)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.Permissions["outcrop"] = Permit(actions, models, regions));
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync(Haiku + operation, operation.Contains("invoke", StringComparison.Ordinal) ? EmulatorTest.Messages("x") : EmulatorTest.Converse("x"));
        Assert.Equal(allowed is null ? 403 : 200, reply.Status);
    }

    [Fact]
    public async Task Permissions_Denied_IsSaidInIamsWords()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.Permissions["outcrop"] = Permit("bedrock:List*", "", ""));
        using var client = new EmulatorClient(emulator);

        Reply reply = await client.SendAsync(Haiku + "/converse", EmulatorTest.Converse("x"));

        Assert.Equal((403, "AccessDeniedException"), (reply.Status, reply.ErrorType));
        Assert.Equal(
            "User: arn:aws:iam::123456789012:user/outcrop is not authorized to perform: bedrock:InvokeModel on resource: "
            + "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0 because no identity-based policy allows the bedrock:InvokeModel action", reply.Message);
        Assert.Equal(200, (await client.SendAsync("/foundation-models", method: HttpMethod.Get)).Status);
    }

    [Fact]
    public async Task Permissions_OfARole_HoldForItsSessionsAndItsSurfaces()
    {
        const string role = "arn:aws:iam::123456789012:role/reader";
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.Permissions[role] = Permit("", "qwen.*", ""));
        using var client = new EmulatorClient(emulator);
        client.Signer = client.Signer! with { Service = "sts" };
        XNamespace xml = "https://sts.amazonaws.com/doc/2011-06-15/";
        XElement session = XDocument.Parse((await client.SendAsync("/", $"Action=AssumeRole&RoleArn={role}&RoleSessionName=s1")).Text).Descendants(xml + "Credentials").Single();
        client.Signer = new TestSigner(session.Element(xml + "AccessKeyId")!.Value, session.Element(xml + "SecretAccessKey")!.Value, session.Element(xml + "SessionToken")!.Value);

        Reply denied = await client.SendAsync(Haiku + "/converse", EmulatorTest.Converse("x"));
        Assert.StartsWith("User: arn:aws:sts::123456789012:assumed-role/reader/s1 is not authorized", denied.Message, StringComparison.Ordinal);
        const string chat = """{"model":"MODEL","messages":[{"role":"user","content":"x"}]}""";
        Assert.Equal(200, (await client.SendAsync("/openai/v1/chat/completions", chat.Replace("MODEL", "qwen.qwen3-32b-v1:0", StringComparison.Ordinal))).Status);
        Assert.Equal(403, (await client.SendAsync("/openai/v1/chat/completions", chat.Replace("MODEL", "openai.gpt-oss-20b-1:0", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task Bearer_LongTermKey_IsTheUserItWasMadeFor()
    {
        string key = "ABSK" + Convert.ToBase64String(Encoding.UTF8.GetBytes("BedrockAPIKey-a1b2-at-210987654321:secret"));
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options =>
        {
            options.BearerKeys.Add(key);
            options.Permissions[key] = Permit("bedrock:CountTokens", "", "");
        });
        using var client = new EmulatorClient(emulator) { Signer = null };
        Reply reply = await client.SendAsync(Haiku + "/converse", EmulatorTest.Converse("x"), change: request => request.Headers.Authorization = new("Bearer", key));
        Assert.StartsWith("User: arn:aws:iam::210987654321:user/BedrockAPIKey-a1b2 is not authorized to perform: bedrock:InvokeModel", reply.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bedrock-runtime.us-east-1.amazonaws.com", "us-east-1", 200)]
    [InlineData("bedrock-runtime.eu-west-1.amazonaws.com", "us-east-1", 403)]
    [InlineData("bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", 200)]
    [InlineData("gateway.internal", "ap-south-2", 200)]
    public async Task Signature_Region_MustBeTheHosts(string host, string region, int status)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = new TestSigner("outcrop", "outcrop-secret", Region: region, HostHeader: host) };
        Reply reply = await client.SendAsync(Haiku + "/converse", EmulatorTest.Converse("x"));
        Assert.True(reply.Status == status, reply.Text);
        if (status == 403)
        {
            Assert.Equal(("InvalidSignatureException", $"Credential should be scoped to a valid region, not '{region}'. "), (reply.ErrorType, reply.Message));
        }
    }

    [Fact]
    public void Bearer_ShortTermKey_WorksInItsOwnRegionOnly()
    {
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Outcrop.Testing.SharedFolder.Require("vectors", "sigv4", "bedrock-api-key-vectors.json")));
        System.Text.Json.JsonElement vector = document.RootElement.GetProperty("vectors")[0];
        var keys = new KeyStore(new EmulatorOptions());
        keys.Add(new AccessKey(vector.GetProperty("accessKeyId").GetString()!, vector.GetProperty("secretAccessKey").GetString()!, null, null, CallerIdentity.Anonymous("123456789012")));
        var verifier = new BearerVerifier([], new SignatureVerifier(keys, new FakeTimeProvider(new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero))), new EmulatorOptions());
        string token = vector.GetProperty("token").GetString()!;

        verifier.Verify(token, vector.GetProperty("region").GetString());
        Assert.Equal(403, Assert.Throws<AwsErrorException>(() => verifier.Verify(token, "eu-north-1")).Error.Status);
    }

    private static EmulatorPermissions Permit(string action, string model, string region)
    {
        var permissions = new EmulatorPermissions();
        foreach ((IList<string> list, string pattern) in ((IList<string>, string)[])[(permissions.Actions, action), (permissions.Models, model), (permissions.Regions, region)])
        {
            if (pattern.Length > 0)
            {
                list.Add(pattern);
            }
        }

        return permissions;
    }
}
