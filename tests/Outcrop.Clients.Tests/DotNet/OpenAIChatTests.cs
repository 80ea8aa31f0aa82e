using System.ClientModel;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.DotNet;

/// <summary>OpenAI's own client for .NET, unmodified, against gateway and emulator: only endpoint and key are set.</summary>
public sealed class OpenAIChatTests
{
    private const string Words = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chat_ScriptedText_ArrivesWithUsage()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Words });

        ChatCompletion answer = await ClientFor(gateway).CompleteChatAsync([new SystemChatMessage("Be short."), new UserChatMessage("Name three.")], cancellationToken: Stop);

        Assert.Equal(Words, answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(Models.Sonnet, answer.Model);
        Assert.True(answer.Usage.InputTokenCount > 0 && answer.Usage.OutputTokenCount > 0);
    }

    [Fact]
    public async Task Stream_ScriptedText_ArrivesInPiecesWithUsage()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Words });
        var pieces = new List<string>();
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        await foreach (StreamingChatCompletionUpdate update in ClientFor(gateway).CompleteChatStreamingAsync([new UserChatMessage("Name three.")], cancellationToken: Stop))
        {
            pieces.AddRange(update.ContentUpdate.Select(static part => part.Text).Where(static text => text.Length > 0));
            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
        }

        Assert.Equal(Words, string.Concat(pieces));
        Assert.True(pieces.Count > 3);
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.True(usage!.OutputTokenCount > 0);
    }

    [Fact]
    public async Task Tools_TwoRounds_ResultsGoBackAndAreAnswered()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "get_weather", InputJson = "{\"city\":\"Tromsø\"}" }, new EmulatorToolCall { Name = "get_weather", InputJson = "{}" }] });
        gateway.Emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "get_weather", InputJson = "{\"city\":\"Oslo\"}" }] });
        gateway.Emulator.Script(new EmulatorScript { Text = "Take a coat." });
        ChatClient client = ClientFor(gateway);
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather", "Tells the weather.", BinaryData.FromString("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}")) } };
        List<ChatMessage> messages = [new UserChatMessage("Weather?")];
        var arguments = new List<string>();
        ChatCompletion answer = await client.CompleteChatAsync(messages, options, Stop);
        while (answer.FinishReason == ChatFinishReason.ToolCalls)
        {
            messages.Add(new AssistantChatMessage(answer));
            foreach (ChatToolCall call in answer.ToolCalls)
            {
                arguments.Add(call.FunctionArguments.ToString());
                messages.Add(new ToolChatMessage(call.Id, "Snow"));
            }

            answer = await client.CompleteChatAsync(messages, options, Stop);
        }

        Assert.Equal("Take a coat.", answer.Content[0].Text);
        Assert.Equal(["{\"city\":\"Tromsø\"}", "{}", "{\"city\":\"Oslo\"}"], arguments);
        Assert.Equal([200, 200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    [Fact]
    public async Task Structured_BySchema_IsJsonOfThatSchema()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "{\"name\":\"Opal\",\"hardness\":6}" });
        BinaryData schema = BinaryData.FromString("{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"hardness\":{\"type\":\"number\"}},\"required\":[\"name\",\"hardness\"],\"additionalProperties\":false}");
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("gem", schema, jsonSchemaIsStrict: true) };

        ChatCompletion answer = await ClientFor(gateway).CompleteChatAsync([new UserChatMessage("Describe a gem.")], options, Stop);

        JsonElement gem = JsonDocument.Parse(answer.Content[0].Text).RootElement;
        Assert.Equal(["name", "hardness"], gem.EnumerateObject().Select(static member => member.Name));
    }

    [Fact]
    public async Task Image_Png_IsTaken()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        byte[] png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC");
        var message = new UserChatMessage(ChatMessageContentPart.CreateTextPart("What is it?"), ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(png), "image/png"));

        await ClientFor(gateway).CompleteChatAsync([message], cancellationToken: Stop);

        Assert.Contains(Convert.ToBase64String(png), Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-nobody", GatewayFixture.Key, 404)]
    [InlineData(Models.Sonnet, "sk-outcrop-nobodys", 401)]
    public async Task Refusal_IsTheClientsOwnException(string model, string key, int status)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ClientResultException refusal = await Assert.ThrowsAsync<ClientResultException>(() => ClientFor(gateway, model, key).CompleteChatAsync([new UserChatMessage("x")], cancellationToken: Stop));

        Assert.Equal(status, refusal.Status);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Fact]
    public async Task Throttled_Twice_TheClientsOwnRetriesSucceed()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } });

        await ClientFor(gateway).CompleteChatAsync([new UserChatMessage("x")], cancellationToken: Stop);

        Assert.Equal([429, 429, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    /// <summary>This client looks for no error in a stream; it stumbles over the mark, which is made so that it does.</summary>
    [Theory]
    [InlineData("exception")]
    [InlineData("cut")]
    [InlineData("no stop")]
    public async Task Stream_BreaksAfterContent_IsAnExceptionNeverAnEnd(string fault)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(fault switch
        {
            "exception" => new EmulatorScript { Text = Words, ExceptionType = "throttlingException", ExceptionAfterEvents = 4 },
            "cut" => new EmulatorScript { Text = Words, CutAfterEvents = 4 },
            _ => new EmulatorScript { Text = Words, OmitMessageStop = true },
        });
        ChatFinishReason? finish = null;

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (StreamingChatCompletionUpdate update in ClientFor(gateway).CompleteChatStreamingAsync([new UserChatMessage("x")], cancellationToken: Stop))
            {
                finish = update.FinishReason ?? finish;
            }
        });

        Assert.Null(finish);
    }

    internal static ChatClient ClientFor(GatewayFixture gateway, string model = Models.Sonnet, string key = GatewayFixture.Key) =>
        new(model, new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = gateway.BaseUrl });
}
