using System.Text.Json;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Aws;

/// <summary>Who the caller is: keys, roles, sessions, clocks and bearer keys, all through the AWS SDK for JavaScript.</summary>
public sealed class CredentialTests
{
    private const string Role = "arn:aws:iam::123456789012:role/outcrop-app";

    private static readonly EmulatorOptions Quick = new() { TokenInterval = TimeSpan.Zero };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Converse_WrongSecret_IsAnInvalidSignature(bool http1)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);

        SdkError error = (await new AwsJavaScript(emulator).With("AWS_SECRET_ACCESS_KEY", "not-the-secret").With("AWS_MAX_ATTEMPTS", "1")
            .RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")) { Http1 = http1 })).Single().AssertFailed();

        Assert.Equal(("InvalidSignatureException", 403), (error.Name, error.Status));
        Assert.StartsWith("The request signature we calculated does not match the signature you provided.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("outcrop-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Converse_UnknownKey_IsAnUnrecognizedClient()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);

        SdkError error = (await new AwsJavaScript(emulator).With("AWS_ACCESS_KEY_ID", "AKIANOBODYKNOWSTHIS0")
            .RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single().AssertFailed();

        Assert.Equal(("UnrecognizedClientException", 403), (error.Name, error.Status));
        Assert.Equal("The security token included in the request is invalid.", error.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AssumeRole_ThenEveryOperation_RunsOnTheIssuedSession(bool http1)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        string body = FamilyBody.All["anthropic"].Request;

        SdkResult result = await new AwsJavaScript(emulator).RunAsync(new SdkPlan(
            SdkCall.Converse(Models.Haiku, "Hello."),
            SdkCall.ConverseStream(Models.Haiku, "Hello."),
            SdkCall.Invoke(Models.Haiku, body),
            SdkCall.InvokeStream(Models.Haiku, body))
        {
            Http1 = http1,
            AssumeRole =
                $$"""
                {"RoleArn":"{{Role}}","RoleSessionName":"clients","ExternalId":"ext/1+=:@,","DurationSeconds":900,"Tags":[{"Key":"team","Value":"rocks + mïnerals"}]}
                """,
        });

        Assert.Null(result.Error);
        Assert.All(result.Calls, static call => call.AssertOk());
        string issued = result.AssumedRole.GetProperty("Credentials").GetProperty("AccessKeyId").GetString()!;
        Assert.StartsWith("ASIA", issued, StringComparison.Ordinal);
        Assert.Equal("arn:aws:sts::123456789012:assumed-role/outcrop-app/clients", result.AssumedRole.GetProperty("AssumedRoleUser").GetProperty("Arn").GetString());
        Assert.Equal([200, 200, 200, 200, 200], emulator.Journal.Select(static request => request.StatusCode));
    }

    [Fact]
    public async Task Converse_RoleInASharedProfile_IsAssumedByTheClientItself()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        string profile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(profile,
            $"""
            [default]
            region = us-east-1
            role_arn = {Role}
            role_session_name = by-profile
            external_id = ext-1
            source_profile = base

            [profile base]
            aws_access_key_id = {emulator.AccessKeyId}
            aws_secret_access_key = {emulator.SecretAccessKey}
            """);
        try
        {
            SdkResult result = await new AwsJavaScript(emulator).With("AWS_CONFIG_FILE", profile)
                .With("AWS_ACCESS_KEY_ID", null).With("AWS_SECRET_ACCESS_KEY", null)
                .RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")));

            result.Single().AssertOk();
            Assert.Equal(["AssumeRole", "Converse"], emulator.Journal.Select(static request => request.Operation));
        }
        finally
        {
            File.Delete(profile);
        }
    }

    [Fact]
    public async Task AssumeRole_ExternalIdWrong_IsAccessDenied()
    {
        EmulatorOptions options = new() { TokenInterval = TimeSpan.Zero };
        options.RoleExternalIds[Role] = "the-right-one";
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(options);
        SdkCall Assume(string externalId) => new("AssumeRole", $$"""{"RoleArn":"{{Role}}","RoleSessionName":"s1","ExternalId":"{{externalId}}"}""");

        SdkResult result = await new AwsJavaScript(emulator).RunAsync(new SdkPlan(Assume("a-wrong-one"), Assume("the-right-one")));

        SdkError error = result.Calls[0].AssertFailed();
        Assert.Equal(("AccessDenied", 403), (error.Name, error.Status));
        Assert.Contains("is not authorized to perform: sts:AssumeRole", error.Message, StringComparison.Ordinal);
        result.Calls[1].AssertOk();
    }

    [Fact]
    public async Task GetCallerIdentity_EmulatorsKeys_NamesTheAccount()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);

        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(new SdkCall("GetCallerIdentity", "{}")))).Single();

        Assert.Matches("^[0-9]{12}$", call.Output.GetProperty("Account").GetString()!);
    }

    [Fact]
    public async Task Converse_SessionExpired_IsAnExpiredTokenAndNotRetried()
    {
        // Two minutes is past the session's end and still inside the five that a signature's date may be off.
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(
            new EmulatorOptions { TokenInterval = TimeSpan.Zero, MinimumSessionDuration = TimeSpan.FromSeconds(60) });
        SdkResult issued = await new AwsJavaScript(emulator).RunAsync(new SdkPlan(
            new SdkCall("AssumeRole", $$"""{"RoleArn":"{{Role}}","RoleSessionName":"s1","DurationSeconds":60}""")));
        JsonElement credentials = issued.Single().Output.GetProperty("Credentials");
        AwsJavaScript session = new AwsJavaScript(emulator)
            .With("AWS_ACCESS_KEY_ID", credentials.GetProperty("AccessKeyId").GetString())
            .With("AWS_SECRET_ACCESS_KEY", credentials.GetProperty("SecretAccessKey").GetString())
            .With("AWS_SESSION_TOKEN", credentials.GetProperty("SessionToken").GetString());

        (await session.RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single().AssertOk();
        emulator.AdvanceClock(TimeSpan.FromMinutes(2));
        SdkError error = (await session.RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single().AssertFailed();

        Assert.Equal(("ExpiredTokenException", 403), (error.Name, error.Status));
        Assert.Equal("The security token included in the request is expired", error.Message);
        Assert.Equal(1, error.Attempts);
    }

    [Theory]
    [InlineData(6, "Signature expired: ")]
    [InlineData(-6, "Signature not yet current: ")]
    public async Task Converse_ClockSixMinutesOff_IsRefusedAndTheClientCorrectsItself(int minutes, string refusal)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.AdvanceClock(TimeSpan.FromMinutes(minutes));

        SdkError refused = (await new AwsJavaScript(emulator).With("AWS_MAX_ATTEMPTS", "1")
            .RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single().AssertFailed();
        SdkOutcome corrected = (await new AwsJavaScript(emulator)
            .RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single();

        Assert.Equal(("InvalidSignatureException", 403), (refused.Name, refused.Status));
        Assert.StartsWith(refusal, refused.Message, StringComparison.Ordinal);
        // It learns the service's time from the Date header of the refusal, so that header has to tell the emulator's time.
        corrected.AssertOk();
        Assert.Equal([403, 403, 200], emulator.Journal.Select(static request => request.StatusCode));
    }

    [Fact]
    public async Task Converse_BearerKeyInTheEnvironment_IsUsedInsteadOfASignature()
    {
        EmulatorOptions options = new() { TokenInterval = TimeSpan.Zero };
        options.BearerKeys.Add("ABSKclients-test-key");
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(options);

        AwsJavaScript keyless = new AwsJavaScript(emulator).With("AWS_ACCESS_KEY_ID", null).With("AWS_SECRET_ACCESS_KEY", null);
        SdkOutcome right = (await keyless.With("AWS_BEARER_TOKEN_BEDROCK", "ABSKclients-test-key")
            .RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single();
        SdkOutcome wrong = (await keyless.With("AWS_BEARER_TOKEN_BEDROCK", "ABSKsome-other-key")
            .RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single();

        right.AssertOk();
        Assert.Equal(403, wrong.AssertFailed().Status);
    }
}
