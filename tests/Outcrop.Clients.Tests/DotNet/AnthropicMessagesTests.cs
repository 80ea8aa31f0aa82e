using System.Text.Json;
using Anthropic;
using Anthropic.Bedrock;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Anthropic.Models.Models;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.DotNet;

/// <summary>
/// Anthropic's own clients for .NET, unmodified, against gateway and emulator: only base URL and keys are set. The first-party client; the one for Bedrock's InvokeModel, with a virtual AWS key
/// that signs and with the gateway's key; the one for bedrock-mantle in both ways.
/// </summary>
public sealed class AnthropicMessagesTests
{
    private const string Words = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words.";

    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways => ["messages", "bedrock signed", "bedrock key", "mantle signed", "mantle key"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Create_ScriptedText_ArrivesWithUsage(string way)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Words });

        Message answer = await ClientFor(gateway, way).Messages.Create(Ask("\"Name three gemstones.\""), Stop);

        Assert.Equal(Words, TextOf(answer));
        Assert.Equal("end_turn", answer.StopReason!.Raw());
        Assert.True(answer.Usage.InputTokens > 0 && answer.Usage.OutputTokens > 0);
        Assert.EndsWith("/invoke", Assert.Single(gateway.Emulator.Journal).Path, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task CreateStreaming_ScriptedText_ArrivesInPiecesThatJoin(string way)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Words });

        (List<string> pieces, bool stopped) = await StreamAsync(ClientFor(gateway, way), Ask("\"Name them.\""));

        Assert.Equal(Words, string.Concat(pieces));
        Assert.True(pieces.Count > 3);
        Assert.True(stopped);
        Assert.EndsWith("/invoke-with-response-stream", Assert.Single(gateway.Emulator.Journal).Path, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Create_ThoughtsToolsAndAnImageOverThreeTurns_GoBackAndAreAnswered(string way)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Reasoning = "Ask for both.", ToolCalls = [new EmulatorToolCall { Name = "get_weather", InputJson = "{\"city\":\"Tromsø\"}" }, new EmulatorToolCall { Name = "get_weather", InputJson = "{}" }] });
        gateway.Emulator.Script(new EmulatorScript { Reasoning = "Once more.", Text = "One more.", ToolCalls = [new EmulatorToolCall { Name = "get_weather", InputJson = "{\"city\":\"Oslo\"}" }] });
        gateway.Emulator.Script(new EmulatorScript { Reasoning = "Done.", Text = "Take a coat." });
        IAnthropicClient client = ClientFor(gateway, way);
        MessageCreateParams request = Ask($$$"""[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Png}}}"}},{"type":"text","text":"Weather there?"}]""") with
        {
            Tools = [new ToolUnion(Json("""{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}"""))],
            Thinking = new ThinkingConfigParam(Json("""{"type":"enabled","budget_tokens":1024}""")),
        };
        var inputs = new List<string>();
        Message answer = await client.Messages.Create(request, Stop);
        while (answer.StopReason!.Raw() == "tool_use")
        {
            ToolUseBlock[] calls = [.. answer.Content.Select(static block => block.TryPickToolUse(out ToolUseBlock? call) ? call : null).OfType<ToolUseBlock>()];
            inputs.AddRange(calls.Select(static call => call.Input.TryGetValue("city", out JsonElement city) ? city.GetString()! : ""));
            string results = string.Join(',', calls.Select(static call => $$"""{"type":"tool_result","tool_use_id":"{{call.ID}}","content":"Snow"}"""));
            request = request with
            {
                Messages =
                [
                    .. request.Messages,
                    new MessageParam(Json($$"""{"role":"assistant","content":[{{string.Join(',', answer.Content.Select(static block => block.Json.GetRawText()))}}]}""")),
                    new MessageParam(Json($$"""{"role":"user","content":[{{results}}]}""")),
                ],
            };
            answer = await client.Messages.Create(request, Stop);
        }

        Assert.Equal("Take a coat.", TextOf(answer));
        Assert.Equal(["Tromsø", "", "Oslo"], inputs);
        // The emulator checks the signatures it issued: a changed one would have been refused.
        Assert.Equal([200, 200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
        Assert.Equal(2, gateway.Emulator.Journal[2].BodyText.Split("\"signature\":").Length - 1);
        Assert.Contains("iVBORw0KGgo", gateway.Emulator.Journal[2].BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("mantle signed")]
    public async Task CountTokens_OfAPrompt_IsBedrocksCount(string way)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        MessageTokensCount count = await ClientFor(gateway, way).Messages.CountTokens(new MessageCountTokensParams { Model = Models.Sonnet, Messages = Ask("\"Name three gemstones.\"").Messages }, Stop);

        Assert.True(count.InputTokens > 0);
        Assert.Equal("CountTokens", Assert.Single(gateway.Emulator.Journal).Operation);
    }

    [Fact]
    public async Task Models_InPages_AreReadByTheClient()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        IAnthropicClient client = ClientFor(gateway, "messages");
        var ids = new List<string>();
        ModelListPage page = await client.Models.List(new ModelListParams { Limit = 10 }, Stop);
        ids.AddRange(page.Items.Select(static model => model.ID));
        while (page.HasNext())
        {
            page = await page.Next(Stop);
            ids.AddRange(page.Items.Select(static model => model.ID));
        }

        Assert.Contains(Models.Sonnet, ids);
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Models.Sonnet, (await client.Models.Retrieve(Models.Sonnet, cancellationToken: Stop)).ID);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Throttled_Twice_TheClientsOwnRetriesSucceed(string way)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } });
        gateway.Emulator.Script(new EmulatorScript { Text = "At last." });

        Assert.Equal("At last.", TextOf(await ClientFor(gateway, way).Messages.Create(Ask("\"x\""), Stop)));
        Assert.Equal([429, 429, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Refusals_AreTheClientsOwnExceptions(string way)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        IAnthropicClient client = ClientFor(gateway, way, retries: 0);
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ValidationException" });
        await Assert.ThrowsAsync<AnthropicBadRequestException>(() => client.Messages.Create(Ask("\"x\""), Stop));
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException" });
        await Assert.ThrowsAsync<AnthropicRateLimitException>(() => client.Messages.Create(Ask("\"x\""), Stop));
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ServiceUnavailableException" });
        await Assert.ThrowsAnyAsync<Anthropic5xxException>(() => client.Messages.Create(Ask("\"x\""), Stop));
        Assert.Equal(3, gateway.Emulator.Journal.Count);

        AnthropicApiException nobody = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => client.Messages.Create(Ask("\"x\"") with { Model = "claude-nobody" }, Stop));
        Assert.Contains((int)nobody.StatusCode, (int[])[400, 404]);
        Assert.Equal(3, gateway.Emulator.Journal.Count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Key_Wrong_IsTheClientsOwnException(string way)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        AnthropicApiException refusal = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => ClientFor(gateway, way, secret: "sk-outcrop-nobodys-secret-0123456789").Messages.Create(Ask("\"x\""), Stop));

        Assert.Equal(way.StartsWith("bedrock", StringComparison.Ordinal) ? typeof(AnthropicForbiddenException) : typeof(AnthropicUnauthorizedException), refusal.GetType());
        Assert.Empty(gateway.Emulator.Journal);
    }

    public static MatrixTheoryData<string, string> Breaks => new(["messages", "bedrock signed", "mantle key"], ["exception", "cut", "crc"]);

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Stream_BreaksAfterContent_IsAnExceptionNeverAnEnd(string way, string fault)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(Faults.Of(fault, Words));
        bool stopped = false;

        await Assert.ThrowsAnyAsync<Exception>(async () => (_, stopped) = await StreamAsync(ClientFor(gateway, way), Ask("\"x\"")));

        Assert.False(stopped);
        Assert.Single(gateway.Emulator.Journal);
    }

    private static async Task<(List<string> Pieces, bool Stopped)> StreamAsync(IAnthropicClient client, MessageCreateParams request)
    {
        var pieces = new List<string>();
        bool stopped = false;
        await foreach (RawMessageStreamEvent item in client.Messages.CreateStreaming(request, Stop))
        {
            if (item.TryPickContentBlockDelta(out RawContentBlockDeltaEvent? delta) && delta.Delta.TryPickText(out TextDelta? text))
            {
                pieces.Add(text.Text);
            }

            stopped |= item.TryPickStop(out _);
        }

        return (pieces, stopped);
    }

    private static IAnthropicClient ClientFor(GatewayFixture gateway, string way, int? retries = null, string? secret = null)
    {
        string key = secret ?? GatewayFixture.Key;
        string signing = secret ?? GatewayFixture.SecretAccessKey;
        IAnthropicClient client = way switch
        {
            "messages" => new AnthropicClient { BaseUrl = gateway.Address, ApiKey = key },
            "bedrock signed" => new AnthropicBedrockClient(new AnthropicBedrockPrivateKeyCredentials { Region = "us-east-1", ApiAccessKey = GatewayFixture.AccessKeyId, ApiSecret = signing }),
            "bedrock key" => new AnthropicBedrockClient(new AnthropicBedrockApiTokenCredentials { Region = "us-east-1", BearerToken = key }),
            "mantle signed" => new AnthropicBedrockMantleClient(new MantleAwsClientOptions { AwsRegion = "us-east-1", AwsAccessKey = GatewayFixture.AccessKeyId, AwsSecretAccessKey = signing, BaseUrl = gateway.Address + "/anthropic" }),
            "mantle key" => new AnthropicBedrockMantleClient(new MantleAwsClientOptions { AwsRegion = "us-east-1", ApiKey = key, BaseUrl = gateway.Address + "/anthropic" }),
            _ => throw new ArgumentOutOfRangeException(nameof(way), way, "no such way"),
        };
        return client.WithOptions(options => options with { BaseUrl = way.StartsWith("bedrock", StringComparison.Ordinal) ? gateway.Address : options.BaseUrl, MaxRetries = retries ?? options.MaxRetries });
    }

    private static MessageCreateParams Ask(string content) => new()
    {
        Model = Models.Sonnet,
        MaxTokens = 2048,
        Messages = [new MessageParam(Json($$"""{"role":"user","content":{{content}}}"""))],
    };

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    private static string TextOf(Message message) =>
        string.Concat(message.Content.Select(static block => block.TryPickText(out TextBlock? text) ? text.Text : ""));
}
