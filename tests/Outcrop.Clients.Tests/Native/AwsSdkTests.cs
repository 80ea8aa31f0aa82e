using System.Text.Json;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Native;

/// <summary>The AWS SDK for JavaScript, unmodified, with the gateway for its endpoint: signed with the gateway's own access key, and with the gateway's key as its Bedrock API key.</summary>
public sealed class AwsSdkTests
{
    private const string Guardrail = """{"name":"words","blockedInputMessaging":"no","blockedOutputsMessaging":"no","wordPolicyConfig":{"wordsConfig":[{"text":"forbidden fruit"}]} }""";

    private static readonly (string Type, int Status)[] Modelled =
    [
        ("ValidationException", 400), ("AccessDeniedException", 403), ("ResourceNotFoundException", 404), ("ModelTimeoutException", 408), ("ModelErrorException", 424),
        ("ThrottlingException", 429), ("ModelNotReadyException", 429), ("InternalServerException", 500), ("ServiceUnavailableException", 503),
    ];

    public static MatrixTheoryData<bool, bool> Ways => new([true, false], [true, false]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task EveryOperation_ThroughTheGateway_IsAnswered(bool signed, bool http1)
    {
        EmulatorOptions options = new() { TokenInterval = TimeSpan.Zero };
        options.Guardrails["guardrail1234"] = Guardrail;
        await using GatewayFixture gateway = await GatewayFixture.StartAsync(options: options);
        FamilyBody claude = FamilyBody.All["anthropic"];
        SdkPlan plan = new(
            SdkCall.Converse(Models.Haiku, "Hello."),
            SdkCall.ConverseStream(Models.NovaLite, "Name three gemstones."),
            SdkCall.Invoke(Models.Haiku, claude.Request),
            SdkCall.InvokeStream(Models.Haiku, claude.Request),
            SdkCall.On(Models.Haiku, "CountTokens", """{"input":{"converse":{"messages":[{"role":"user","content":[{"text":"Hello."}]}]}}}"""),
            new SdkCall("ApplyGuardrail", """{"guardrailIdentifier":"guardrail1234","guardrailVersion":"DRAFT","source":"INPUT","content":[{"text":{"text":"A forbidden fruit."}}]}"""),
            new SdkCall("ListAsyncInvokes", "{}"),
            SdkCall.Converse(Models.HaikuArn, "Hello."),
            SdkCall.Converse(Models.SonnetProfileArn, "Hello."))
        { Http1 = http1 };

        SdkResult result = await Way(gateway, signed).RunAsync(plan);

        Assert.All(result.Calls, static call => call.AssertOk());
        Assert.NotEmpty(result.Calls[0].ConverseText());
        Assert.Equal("messageStart", result.Calls[1].EventNames()[0]);
        Assert.Equal("metadata", result.Calls[1].EventNames()[^1]);
        Assert.NotEmpty(claude.Text(result.Calls[2].Body())!);
        Assert.NotEmpty(string.Concat(result.Calls[3].Chunks().Select(claude.Delta)));
        Assert.True(result.Calls[4].Output.GetProperty("inputTokens").GetInt32() > 0);
        Assert.Equal("GUARDRAIL_INTERVENED", result.Calls[5].Output.GetProperty("action").GetString());
        Assert.Equal(plan.Calls.Count, gateway.Emulator.Journal.Count);
        Assert.All(gateway.Emulator.Journal, static request => Assert.Equal(200, request.StatusCode));
        // The gateway signs anew: nothing of the caller's own authorisation goes on.
        Assert.All(gateway.Emulator.Journal, static request => Assert.DoesNotContain(GatewayFixture.AccessKeyId, request.Headers["Authorization"], StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task EightStreams_AtOnce_NeverMixed(bool signed, bool http1)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync(options: new EmulatorOptions { TokenInterval = TimeSpan.FromMilliseconds(5) });
        SdkCall[] calls = [.. Enumerable.Range(0, 8).Select(static n => SdkCall.ConverseStream(Models.Haiku, $"Repeat {n}."))];

        SdkResult result = await Way(gateway, signed).RunAsync(new SdkPlan(calls) { Http1 = http1, Concurrent = true });

        for (int n = 0; n < calls.Length; n++)
        {
            Assert.Contains($"Repeat {n}.", result.Calls[n].AssertOk().StreamText(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Alias_InTheModelId_IsTheModelItStandsFor(bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync("\"models\": { \"aliases\": { \"fast\": \"" + Models.NovaLite + "\" } }");

        (await Way(gateway, signed).RunAsync(new SdkPlan(SdkCall.Converse("fast", "Hello.")))).Single().AssertOk();

        Assert.Equal(Models.NovaLite, Assert.Single(gateway.Emulator.Journal).ModelId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Secret_Wrong_IsTheSdksInvalidSignature(bool http1)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        SdkError error = (await gateway.Signed("another-secret-of-the-same-length-0123456789").With("AWS_MAX_ATTEMPTS", "1")
            .RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")) { Http1 = http1 })).Single().AssertFailed();

        Assert.Equal(("InvalidSignatureException", 403), (error.Name, error.Status));
        Assert.StartsWith("The request signature we calculated does not match the signature you provided.", error.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Fact]
    public async Task AccessKey_Unknown_IsAnUnrecognizedClient()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        SdkError error = (await gateway.Signed().With("AWS_ACCESS_KEY_ID", "AKIANOBODYKNOWSTHIS0")
            .RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single().AssertFailed();

        Assert.Equal(("UnrecognizedClientException", 403), (error.Name, error.Status));
        Assert.Equal("The security token included in the request is invalid.", error.Message);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Fact]
    public async Task SessionToken_ThatNobodyGave_IsRefused()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        SdkError error = (await gateway.Signed().With("AWS_SESSION_TOKEN", "FwoGZXIvYXdzEXAMPLE")
            .RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single().AssertFailed();

        Assert.Equal(403, error.Status);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [InlineData("sk-outcrop-nobodys")]
    [InlineData(GatewayFixture.NovaKey)]
    public async Task BearerKey_WrongOrWithoutTheModel_IsRefusedInAwssShape(string key)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        SdkError error = (await gateway.Bearer(key).RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello."), SdkCall.InvokeStream(Models.Haiku, FamilyBody.All["anthropic"].Request)))).Calls[1].AssertFailed();

        Assert.Equal(403, error.Status);
        Assert.Contains(error.Name, (string[])["UnrecognizedClientException", "AccessDeniedException"]);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [InlineData("Converse")]
    [InlineData("ConverseStream")]
    public async Task Error_OfBedrocks_IsItsOwnClassWithItsStatus(string operation)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        foreach ((string type, int status) in Modelled)
        {
            gateway.Emulator.Script(new EmulatorScript { Status = status, ErrorType = type, ErrorMessage = "told so" });
        }

        SdkCall call = operation == "Converse" ? SdkCall.Converse(Models.Haiku, "Hello.") : SdkCall.ConverseStream(Models.Haiku, "Hello.");
        SdkResult result = await gateway.Signed().With("AWS_MAX_ATTEMPTS", "1").RunAsync(new SdkPlan([.. Modelled.Select(_ => call)]));

        Assert.Equal(
            Modelled.Select(static row => (row.Type, row.Status)),
            result.Calls.Select(static outcome => outcome.AssertFailed()).Select(static error => (error.Class!, error.Status!.Value)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Throttled_Twice_TheSdksOwnRetriesSucceed(bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2 });

        SdkOutcome call = (await Way(gateway, signed).RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single().AssertOk();

        Assert.Equal(3, call.Attempts);
        Assert.Equal([429, 429, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    [Theory]
    [InlineData("ConverseStream", "throttlingException", "ThrottlingException")]
    [InlineData("ConverseStream", "modelStreamErrorException", "ModelStreamErrorException")]
    [InlineData("ConverseStream", "internalServerException", "InternalServerException")]
    [InlineData("ConverseStream", "serviceUnavailableException", "ServiceUnavailableException")]
    [InlineData("InvokeModelWithResponseStream", "modelTimeoutException", "ModelTimeoutException")]
    [InlineData("InvokeModelWithResponseStream", "throttlingException", "ThrottlingException")]
    public async Task ExceptionFrame_WithinAStream_IsItsClassAfterTheEventsBeforeIt(string operation, string exceptionType, string expected)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ExceptionType = exceptionType, ExceptionMessage = "broken on purpose", ExceptionAfterEvents = 4 });
        SdkCall call = operation == "ConverseStream" ? SdkCall.ConverseStream(Models.Haiku, "Name three.") : SdkCall.InvokeStream(Models.Haiku, FamilyBody.All["anthropic"].Request);

        SdkOutcome outcome = (await gateway.Signed().RunAsync(new SdkPlan(call))).Single();

        Assert.Equal(expected, outcome.AssertFailed().Class);
        Assert.Equal(4, outcome.Events.Count);
        Assert.Single(gateway.Emulator.Journal);
    }

    [Theory]
    [InlineData("cut", false)]
    [InlineData("reset", false)]
    [InlineData("crc", false)]
    [InlineData("cut", true)]
    [InlineData("reset", true)]
    [InlineData("crc", true)]
    public async Task Stream_BreaksAfterContent_IsAnErrorNeverAnEnd(string fault, bool http1)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(Faults.Of(fault, "Quartz, beryl, opal, topaz, agate."));

        SdkOutcome outcome = (await gateway.Signed().RunAsync(new SdkPlan(SdkCall.ConverseStream(Models.Haiku, "Name five.")) { Http1 = http1 })).Single();

        // What broke upstream is told in words the SDK has: no cut socket, which it could not tell from a network of its own.
        Assert.NotNull(outcome.AssertFailed().Class);
        Assert.DoesNotContain("messageStop", outcome.EventNames());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ControlPlane_OfModelsAndProfiles_IsReadByAwssClient(bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        JsonElement models = (await Way(gateway, signed).RunAsync(new Scenario("aws-control-plane", "models", Models.Haiku))).Value;
        JsonElement profiles = (await Way(gateway, signed).RunAsync(new Scenario("aws-control-plane", "profiles", Models.Sonnet))).Value;
        ScenarioError missing = (await Way(gateway, signed).RunAsync(new Scenario("aws-control-plane", "missing", "anthropic.claude-nobody-v1:0"))).Error;

        Assert.True(models.GetProperty("found").GetBoolean());
        Assert.Equal(Models.HaikuArn, models.GetProperty("arn").GetString());
        Assert.True(profiles.GetProperty("found").GetBoolean());
        Assert.Equal(profiles.GetProperty("count").GetInt32(), profiles.GetProperty("unique").GetInt32());
        Assert.Contains(missing.Name, (string[])["ResourceNotFoundException", "ValidationException"]);
    }

    private static AwsJavaScript Way(GatewayFixture gateway, bool signed) => signed ? gateway.Signed() : gateway.Bearer();
}
