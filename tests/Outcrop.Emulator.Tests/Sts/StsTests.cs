using System.Net.Http.Headers;
using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Sts;

public sealed class StsTests
{
    private const string Role = "arn:aws:iam::123456789012:role/demo";

    private static readonly XNamespace Xml = "https://sts.amazonaws.com/doc/2011-06-15/";

    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public async Task AssumeRole_IssuedCredentials_WorkUntilTheyExpire()
    {
        var clock = new FakeTimeProvider(Now);
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.TimeProvider = clock);
        using var client = new EmulatorClient(emulator);

        Reply reply = await AssumeAsync(client, $"Action=AssumeRole&Version=2011-06-15&RoleArn={Uri.EscapeDataString(Role)}&RoleSessionName=s1&DurationSeconds=900", clock);

        Assert.True(reply.Status == 200, reply.Text);
        Assert.StartsWith("text/xml", reply.Headers["Content-Type"], StringComparison.Ordinal);
        XElement credentials = XDocument.Parse(reply.Text).Descendants(Xml + "Credentials").Single();
        Assert.Equal("2026-03-04T05:21:07Z", credentials.Element(Xml + "Expiration")!.Value);
        Assert.Equal("arn:aws:sts::123456789012:assumed-role/demo/s1", XDocument.Parse(reply.Text).Descendants(Xml + "Arn").Single().Value);
        var session = new TestSigner(credentials.Element(Xml + "AccessKeyId")!.Value, credentials.Element(Xml + "SecretAccessKey")!.Value, credentials.Element(Xml + "SessionToken")!.Value);
        client.Signer = session with { Time = Now };
        Assert.Equal(200, (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse", EmulatorTest.Converse("x"))).Status);

        clock.Advance(TimeSpan.FromSeconds(899));
        client.Signer = session with { Time = clock.GetUtcNow() };
        Assert.Equal(200, (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse", EmulatorTest.Converse("x"))).Status);

        clock.Advance(TimeSpan.FromSeconds(1));
        client.Signer = session with { Time = clock.GetUtcNow() };
        Reply expired = await client.SendAsync($"/model/{EmulatorTest.Claude}/converse", EmulatorTest.Converse("x"));
        Assert.Equal((403, "ExpiredTokenException", "The security token included in the request is expired"), (expired.Status, expired.ErrorType, expired.Message));
    }

    [Fact]
    public async Task AssumedCredentials_WithoutTheirToken_AreInvalid()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await AssumeAsync(client, $"Action=AssumeRole&RoleArn={Role}&RoleSessionName=s1");
        XElement credentials = XDocument.Parse(reply.Text).Descendants(Xml + "Credentials").Single();
        client.Signer = new TestSigner(credentials.Element(Xml + "AccessKeyId")!.Value, credentials.Element(Xml + "SecretAccessKey")!.Value);
        Assert.Equal("UnrecognizedClientException", (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse", EmulatorTest.Converse("x"))).ErrorType);
    }

    [Theory]
    [InlineData("RoleSessionName=s1", "ValidationError", "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null")]
    [InlineData("RoleArn=" + Role, "ValidationError", "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null")]
    [InlineData("RoleArn=" + Role + "&RoleSessionName=a+b", "ValidationError", "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*")]
    [InlineData("RoleArn=" + Role + "&RoleSessionName=s", "ValidationError", "1 validation error detected: Value 's' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2")]
    [InlineData("RoleArn=" + Role + "&RoleSessionName=s1&DurationSeconds=899", "ValidationError", "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900")]
    [InlineData("RoleArn=" + Role + "&RoleSessionName=s1&DurationSeconds=43201", "ValidationError", "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200")]
    [InlineData("RoleArn=short&RoleSessionName=!&DurationSeconds=1&SerialNumber=x", "ValidationError", "5 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; Value '!' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value '!' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2; Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900; Value 'x' at 'serialNumber' failed to satisfy constraint: Member must have length greater than or equal to 9")]
    [InlineData("RoleArn=" + Role + "&RoleSessionName=s%C3%BC", "ValidationError", "1 validation error detected: Value 'sü' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*")]
    [InlineData("RoleArn=" + Role + "&RoleSessionName=s1&TokenCode=12345", "ValidationError", "1 validation error detected: Value '12345' at 'tokenCode' failed to satisfy constraint: Member must have length greater than or equal to 6")]
    [InlineData("RoleArn=" + Role + "&RoleSessionName=s1&Tags.member.1.Value=a", "ValidationError", "1 validation error detected: Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null")]
    [InlineData("RoleArn=" + Role + "&RoleSessionName=s1&DurationSeconds=soon", "MalformedInput", "Unable to parse 'soon' as an integer")]
    [InlineData("RoleArn=arn:aws:iam::1:role/x&RoleSessionName=s1", "ValidationError", "arn:aws:iam::1:role/x is invalid")]
    public async Task AssumeRole_BadParameter_IsRefused(string parameters, string code, string message)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await AssumeAsync(client, "Action=AssumeRole&Version=2011-06-15&" + parameters);
        AssertError(reply, 400, code, message);
    }

    [Fact]
    public async Task AssumeRole_ExternalId_MustBeTheRoles()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.RoleExternalIds[Role] = "ext-1");
        using var client = new EmulatorClient(emulator);
        const string request = $"Action=AssumeRole&RoleArn={Role}&RoleSessionName=s1&Tags.member.1.Key=team&Tags.member.1.Value=a";
        AssertError(await AssumeAsync(client, request), 403, "AccessDenied", $"User: arn:aws:iam::123456789012:user/outcrop is not authorized to perform: sts:AssumeRole on resource: {Role}");
        AssertError(await AssumeAsync(client, request + "&ExternalId=other"), 403, "AccessDenied", $"User: arn:aws:iam::123456789012:user/outcrop is not authorized to perform: sts:AssumeRole on resource: {Role}");
        Assert.Equal(200, (await AssumeAsync(client, request + "&ExternalId=ext-1")).Status);
    }

    [Fact]
    public async Task AssumeRole_ByARoleForLongerThanAnHour_IsRefusedAsChaining()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        XElement credentials = XDocument.Parse((await AssumeAsync(client, $"Action=AssumeRole&RoleArn={Role}&RoleSessionName=s1")).Text).Descendants(Xml + "Credentials").Single();
        client.Signer = new TestSigner(credentials.Element(Xml + "AccessKeyId")!.Value, credentials.Element(Xml + "SecretAccessKey")!.Value, credentials.Element(Xml + "SessionToken")!.Value);
        Assert.Equal(200, (await AssumeAsync(client, $"Action=AssumeRole&RoleArn={Role}&RoleSessionName=s2&DurationSeconds=3600")).Status);
        Reply reply = await AssumeAsync(client, $"Action=AssumeRole&RoleArn={Role}&RoleSessionName=s2&DurationSeconds=3601");
        AssertError(reply, 400, "ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
    }

    [Fact]
    public async Task GetCallerIdentity_KnownKey_GivesItsArn()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await AssumeAsync(client, "Action=GetCallerIdentity&Version=2011-06-15");
        Assert.Equal("arn:aws:iam::123456789012:user/outcrop", XDocument.Parse(reply.Text).Descendants(Xml + "Arn").Single().Value);
    }

    [Fact]
    public async Task Sts_UnknownKeyActionAndScriptedThrottle_HaveQueryProtocolNames()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        AssertError(await AssumeAsync(client, "Action=Nothing&Version=2011-06-15"), 400, "InvalidAction", "Could not find operation Nothing for version 2011-06-15");
        emulator.Script(new EmulatorScript { Operation = "AssumeRole", Status = 429, ErrorMessage = "Rate exceeded" });
        AssertError(await AssumeAsync(client, $"Action=AssumeRole&RoleArn={Role}&RoleSessionName=s1"), 429, "Throttling", "Rate exceeded");
        client.Signer = new TestSigner("unknown", "x");
        AssertError(await AssumeAsync(client, "Action=GetCallerIdentity"), 403, "InvalidClientTokenId", "The security token included in the request is invalid.");
    }

    [Fact]
    public async Task AssumeRoleWithWebIdentity_Unsigned_IssuesCredentialsForTheTokensSubject()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.TimeProvider = new FakeTimeProvider(Now));
        using var client = new EmulatorClient(emulator) { Signer = null };
        Reply reply = await client.SendAsync("/", WebIdentity($$"""{"sub":"pod","iss":"https://issuer","aud":["sts"],"exp":{{Now.ToUnixTimeSeconds() + 1}}}"""));
        Assert.True(reply.Status == 200, reply.Text);
        XDocument answer = XDocument.Parse(reply.Text);
        Assert.Equal(
            ("pod", "https://issuer", "sts"),
            (answer.Descendants(Xml + "SubjectFromWebIdentityToken").Single().Value, answer.Descendants(Xml + "Provider").Single().Value, answer.Descendants(Xml + "Audience").Single().Value));
    }

    [Theory]
    [InlineData("a.b.c", "InvalidIdentityToken")]
    [InlineData("abc", "ValidationError")]
    [InlineData("""{"sub":"pod","exp":1}""", "ExpiredTokenException")]
    public async Task AssumeRoleWithWebIdentity_BadToken_IsRefused(string token, string code)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = null };
        Reply reply = await client.SendAsync("/", token.StartsWith('{') ? WebIdentity(token) : $"Action=AssumeRoleWithWebIdentity&RoleArn={Role}&RoleSessionName=s1&WebIdentityToken={token}");
        Assert.Equal((400, code), (reply.Status, XDocument.Parse(reply.Text).Descendants(Xml + "Code").Single().Value));
    }

    [Theory]
    [InlineData("&Tags.member.1.Key=a&Tags.member.1.Value=1&Tags.member.2.Key=A&Tags.member.2.Value=2", "ValidationError")]
    [InlineData("&Tags.member.1.Key=a&Tags.member.1.Value=rocks%26minerals", "ValidationError")]
    [InlineData("&Policy=nothing", "MalformedPolicyDocument")]
    [InlineData("&ExternalId=a", "ValidationError")]
    [InlineData("&ExternalId=a b c", "ValidationError")]
    [InlineData("&Tags.member.1.Key=team&Tags.member.1.Value=a&SourceIdentity=ada&ExternalId=any:one/else", null)]
    public async Task AssumeRole_TagsPolicyAndExternalId_AreChecked(string more, string? code)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await AssumeAsync(client, $"Action=AssumeRole&RoleArn={Role}&RoleSessionName=s1{more}");
        Assert.Equal(code, XDocument.Parse(reply.Text).Descendants(Xml + "Code").SingleOrDefault()?.Value);
    }

    [Fact]
    public async Task GetSessionToken_ByAUser_IsTheUserAndNotByASession()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        XElement credentials = XDocument.Parse((await AssumeAsync(client, "Action=GetSessionToken&DurationSeconds=129600")).Text).Descendants(Xml + "Credentials").Single();
        client.Signer = new TestSigner(credentials.Element(Xml + "AccessKeyId")!.Value, credentials.Element(Xml + "SecretAccessKey")!.Value, credentials.Element(Xml + "SessionToken")!.Value);
        Assert.Equal("arn:aws:iam::123456789012:user/outcrop", XDocument.Parse((await AssumeAsync(client, "Action=GetCallerIdentity")).Text).Descendants(Xml + "Arn").Single().Value);
    }

    private static string WebIdentity(string claims)
    {
        string token = $"e30.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims))}.c2ln";
        return $"Action=AssumeRoleWithWebIdentity&RoleArn={Role}&RoleSessionName=s1&WebIdentityToken={token}";
    }

    private static async Task<Reply> AssumeAsync(EmulatorClient client, string form, TimeProvider? clock = null)
    {
        client.Signer = client.Signer! with { Service = "sts", Time = clock?.GetUtcNow() };
        return await client.SendAsync("/", form, change: request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
    }

    private static void AssertError(Reply reply, int status, string code, string message)
    {
        XElement error = XDocument.Parse(reply.Text).Descendants(Xml + "Error").Single();
        Assert.Equal((status, "Sender", code, message), (reply.Status, error.Element(Xml + "Type")!.Value, error.Element(Xml + "Code")!.Value, error.Element(Xml + "Message")!.Value));
    }
}
