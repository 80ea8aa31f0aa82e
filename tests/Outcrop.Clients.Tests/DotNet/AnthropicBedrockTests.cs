using System.Text.Json;
using Anthropic;
using Anthropic.Bedrock;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.DotNet;

/// <summary>Anthropic's own Bedrock client for .NET, unmodified, against the emulator: only its base URL and keys are set.</summary>
public sealed class AnthropicBedrockTests
{
    private static readonly EmulatorOptions Quick = new() { TokenInterval = TimeSpan.Zero };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_ScriptedText_ArrivesWithUsage()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { Text = "Quartz, beryl — and “opal”. 石英 🪨" });

        Message answer = await ClientFor(emulator).Messages.Create(Ask("""[{"type":"text","text":"Name three gemstones."}]"""), Stop);

        Assert.Equal("Quartz, beryl — and “opal”. 石英 🪨", TextOf(answer));
        Assert.Equal("end_turn", answer.StopReason!.Raw());
        Assert.True(answer.Usage.InputTokens > 0 && answer.Usage.OutputTokens > 0);
        Assert.EndsWith("/invoke", Assert.Single(emulator.Journal).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateStreaming_ScriptedText_ArrivesInPiecesThatJoin()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        const string Text = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words.";
        emulator.Script(new EmulatorScript { Text = Text });

        var pieces = new List<string>();
        bool stopped = false;
        await foreach (RawMessageStreamEvent item in ClientFor(emulator).Messages.CreateStreaming(Ask("""[{"type":"text","text":"Name them."}]"""), Stop))
        {
            if (item.TryPickContentBlockDelta(out RawContentBlockDeltaEvent? delta) && delta.Delta.TryPickText(out TextDelta? text))
            {
                pieces.Add(text.Text);
            }

            stopped |= item.TryPickStop(out _);
        }

        Assert.Equal(Text, string.Concat(pieces));
        Assert.True(pieces.Count > 3);
        Assert.True(stopped);
        Assert.EndsWith("/invoke-with-response-stream", Assert.Single(emulator.Journal).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ToolsOverTwoTurns_ResultGoesBackAndIsAnswered()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "get_weather", InputJson = """{"city":"Tromsø"}""" }] });
        emulator.Script(new EmulatorScript { Text = "Take a coat." });
        AnthropicBedrockClient client = Keyed(emulator);
        ToolUnion[] tools = [new(Json("""{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}"""))];
        MessageCreateParams first = Ask("""[{"type":"text","text":"Weather?"}]""") with { Tools = tools };

        Message asked = await client.WithOptions(options => options with { BaseUrl = Base(emulator) }).Messages.Create(first, Stop);
        ToolUseBlock? call = null;
        Assert.Contains(asked.Content, block => block.TryPickToolUse(out call));
        Message answered = await ClientFor(emulator).Messages.Create(
            first with
            {
                Messages =
                [
                    .. first.Messages,
                    new MessageParam(Json($$"""{"role":"assistant","content":[{{string.Join(',', asked.Content.Select(block => block.Json.GetRawText()))}}]}""")),
                    new MessageParam(Json($$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{call!.ID}}","content":"Snow"}]}""")),
                ],
            },
            Stop);

        Assert.Equal(("get_weather", "Tromsø"), (call.Name, call.Input["city"].GetString()));
        Assert.Equal("tool_use", asked.StopReason!.Raw());
        Assert.Equal("Take a coat.", TextOf(answered));
        Assert.Equal([200, 200], emulator.Journal.Select(static request => request.StatusCode));
    }

    [Fact]
    public async Task Create_ImageAndThinkingOverTwoTurns_AreTaken()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { Reasoning = "It is red.", Text = "A red square." });
        emulator.Script(new EmulatorScript { Text = "Eight pixels." });
        const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC";
        MessageCreateParams first = Ask(
            $$$"""[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Png}}}"}},{"type":"text","text":"What is it?"}]""") with
        {
            Thinking = new ThinkingConfigParam(Json("""{"type":"enabled","budget_tokens":1024}""")),
        };

        Message thought = await ClientFor(emulator).Messages.Create(first, Stop);
        Message answered = await ClientFor(emulator).Messages.Create(
            first with
            {
                Messages =
                [
                    .. first.Messages,
                    new MessageParam(Json($$"""{"role":"assistant","content":[{{string.Join(',', thought.Content.Select(block => block.Json.GetRawText()))}}]}""")),
                    new MessageParam(Json("""{"role":"user","content":"How big?"}""")),
                ],
            },
            Stop);

        ThinkingBlock? thinking = null;
        Assert.Contains(thought.Content, block => block.TryPickThinking(out thinking));
        Assert.Equal("It is red.", thinking!.Thinking);
        Assert.NotEmpty(thinking.Signature);
        Assert.Equal("Eight pixels.", TextOf(answered));
        // This client escapes '+', so the text of the body would not show it.
        JsonElement sent = Json(emulator.Journal[1].BodyText).GetProperty("messages")[1].GetProperty("content")[0];
        Assert.Equal(thinking.Signature, sent.GetProperty("signature").GetString());
    }

    [Fact]
    public async Task Create_UnknownModel_IsABadRequest()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        MessageCreateParams request = Ask("""[{"type":"text","text":"x"}]""") with { Model = "anthropic.claude-nobody-v1:0" };

        AnthropicBadRequestException fault = await Assert.ThrowsAsync<AnthropicBadRequestException>(() => ClientFor(emulator).Messages.Create(request, Stop));

        Assert.Contains("The provided model identifier is invalid.", fault.ToString(), StringComparison.Ordinal);
        Assert.Single(emulator.Journal);
    }

    [Fact]
    public async Task Create_ThrottledTwice_TheClientsOwnRetriesSucceed()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } });
        emulator.Script(new EmulatorScript { Text = "At last." });

        Message answer = await ClientFor(emulator).Messages.Create(Ask("""[{"type":"text","text":"x"}]"""), Stop);

        Assert.Equal("At last.", TextOf(answer));
        Assert.Equal([429, 429, 200], emulator.Journal.Select(static request => request.StatusCode));
    }

    /// <summary>Its key credentials hold no session token (1.0.6), so a role's session is not for this client; a bearer key is.</summary>
    [Theory]
    [InlineData("ABSKdotnet-test-key", 200)]
    [InlineData("ABSKsome-other-key", 403)]
    public async Task Create_BearerKey_IsTakenOrRefused(string key, int status)
    {
        EmulatorOptions options = new() { TokenInterval = TimeSpan.Zero };
        options.BearerKeys.Add("ABSKdotnet-test-key");
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(options);
        IAnthropicClient client = new AnthropicBedrockClient(new AnthropicBedrockApiTokenCredentials { Region = "us-east-1", BearerToken = key })
            .WithOptions(settings => settings with { BaseUrl = Base(emulator) });

        Task<Message> call = client.Messages.Create(Ask("""[{"type":"text","text":"Name three gemstones."}]"""), Stop);

        if (status == 200)
        {
            Assert.NotEmpty(TextOf(await call));
        }
        else
        {
            await Assert.ThrowsAsync<AnthropicForbiddenException>(() => call);
        }

        Assert.Equal(status, Assert.Single(emulator.Journal).StatusCode);
    }

    private static IAnthropicClient ClientFor(BedrockEmulator emulator) => Keyed(emulator).WithOptions(options => options with { BaseUrl = Base(emulator) });

    private static AnthropicBedrockClient Keyed(BedrockEmulator emulator) =>
        new(new AnthropicBedrockPrivateKeyCredentials { Region = "us-east-1", ApiAccessKey = emulator.AccessKeyId, ApiSecret = emulator.SecretAccessKey });

    private static string Base(BedrockEmulator emulator) => emulator.Endpoint.GetLeftPart(UriPartial.Authority);

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
