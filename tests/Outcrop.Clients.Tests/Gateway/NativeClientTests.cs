using System.Text.Json;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>AWS's own SDK for JavaScript against gateway and emulator, with nothing set but endpoint and <c>AWS_BEARER_TOKEN_BEDROCK</c>, a key of the gateway.</summary>
public sealed class NativeClientTests
{
    private const string Text = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words, so that there are pieces.";
    private const string Ask = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"messages":[{"role":"user","content":"Hello."}]}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_OfEachKind_AreAnsweredAsByBedrock(bool http1)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            gateway.Emulator.Script(new EmulatorScript { Text = Text });
        }

        SdkResult result = await Aws(gateway).RunAsync(new SdkPlan(
            SdkCall.Converse(Models.Haiku, "Hello."),
            SdkCall.ConverseStream(Models.SonnetProfileArn, "Hello."),
            SdkCall.Invoke(Models.Haiku, Ask),
            SdkCall.InvokeStream(Models.Haiku, Ask)) { Http1 = http1 });

        Assert.Equal(Text, result.Calls[0].ConverseText());
        Assert.Equal(Text, result.Calls[1].AssertOk().StreamText());
        Assert.Equal("end_turn", result.Calls[1].Event("messageStop").GetProperty("stopReason").GetString());
        Assert.True(result.Calls[1].Event("metadata").GetProperty("usage").GetProperty("outputTokens").GetInt32() > 0);
        Assert.Equal(Text, result.Calls[2].Body().GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("message_stop", result.Calls[3].AssertOk().Chunks()[^1].GetProperty("type").GetString());
        Assert.All(gateway.Emulator.Journal, static request => Assert.DoesNotContain(GatewayFixture.Key, string.Join(' ', request.Headers), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_BeforeAndWithinAStream_AreTheSdksOwnClasses()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        (string Type, int Status)[] modelled =
        [
            ("ValidationException", 400), ("ServiceQuotaExceededException", 400), ("AccessDeniedException", 403), ("ResourceNotFoundException", 404), ("ModelTimeoutException", 408),
            ("ModelErrorException", 424), ("ThrottlingException", 429), ("ModelNotReadyException", 429), ("InternalServerException", 500), ("ServiceUnavailableException", 503),
        ];
        foreach ((string type, int status) in modelled)
        {
            gateway.Emulator.Script(new EmulatorScript { Status = status, ErrorType = type, ErrorMessage = "told so" });
        }

        SdkResult result = await Aws(gateway).With("AWS_MAX_ATTEMPTS", "1").RunAsync(new SdkPlan([.. modelled.Select(static _ => SdkCall.ConverseStream(Models.Haiku, "Hello."))]));

        Assert.Equal(modelled, result.Calls.Select(static call => (call.AssertFailed().Class ?? "", call.AssertFailed().Status ?? 0)));
    }

    [Theory]
    [InlineData("throttlingException")]
    [InlineData("modelStreamErrorException")]
    [InlineData("internalServerException")]
    [InlineData("serviceUnavailableException")]
    [InlineData("validationException")]
    public async Task Exception_WithinAStream_IsThrownAfterTheTextBeforeIt(string exception)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Text, ExceptionType = exception, ExceptionAfterEvents = 4 });

        SdkOutcome call = (await Aws(gateway).RunAsync(new SdkPlan(SdkCall.ConverseStream(Models.Haiku, "Hello.")))).Single();

        Assert.Equal(exception, call.AssertFailed().Class, ignoreCase: true);
        Assert.NotEmpty(call.StreamText());
        Assert.StartsWith(call.StreamText(), Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ThatIsWrong_IsRefusedAndNothingReachesBedrock()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        SdkError error = (await Aws(gateway, "sk-outcrop-wrong").RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single().AssertFailed();

        Assert.Equal(403, error.Status);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Fact]
    public async Task Throttle_Twice_IsRetriedByTheSdkItself()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Status = 429, ErrorType = "ThrottlingException", ErrorMessage = "Too many requests.", Times = 2 });

        SdkOutcome call = (await Aws(gateway).RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello.")))).Single().AssertOk();

        Assert.Equal(3, call.Attempts);
    }

    /// <summary>Other people's clients of the same dialect, which write paths and headers in their own ways.</summary>
    [Theory]
    [InlineData("bedrock-sdk")]
    [InlineData("bedrock-sdk-0")]
    [InlineData("ai-sdk")]
    [InlineData("langchain")]
    public async Task Stream_OfOtherClients_Arrives(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Text });

        ScenarioResult result = await Aws(gateway).RunAsync(new Scenario(client, "stream", Models.Sonnet));

        Assert.Equal(Text, result.Text);
    }

    [Fact]
    public async Task ControlPlane_AtTheSameEndpoint_IsReadByAwssClient()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        JsonElement models = (await Aws(gateway).RunAsync(new Scenario("aws-control-plane", "models", Models.Haiku))).Value;
        JsonElement profiles = (await Aws(gateway).RunAsync(new Scenario("aws-control-plane", "profiles", Models.Sonnet))).Value;

        Assert.True(models.GetProperty("found").GetBoolean(), models.GetRawText());
        Assert.True(profiles.GetProperty("found").GetBoolean(), profiles.GetRawText());
    }

    private static AwsJavaScript Aws(GatewayFixture gateway, string key = GatewayFixture.Key)
    {
        string root = gateway.BaseUrl.GetLeftPart(UriPartial.Authority);
        return gateway.JavaScript()
            .With("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", root)
            .With("AWS_ENDPOINT_URL_BEDROCK", root)
            .With("ANTHROPIC_BEDROCK_BASE_URL", root)
            .With("AWS_ACCESS_KEY_ID", null)
            .With("AWS_SECRET_ACCESS_KEY", null)
            .With("AWS_BEARER_TOKEN_BEDROCK", key);
    }
}
