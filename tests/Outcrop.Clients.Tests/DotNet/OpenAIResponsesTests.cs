using System.ClientModel;
using System.Text.Json;
using OpenAI.Responses;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.DotNet;

/// <summary>OpenAI's own client for .NET on the Responses API, unmodified, against gateway and emulator: only endpoint and key are set.</summary>
public sealed class OpenAIResponsesTests
{
    private const string Words = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chat_ScriptedText_ArrivesWithUsage()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = Words });

        ResponseResult answer = await ClientFor(gateway).CreateResponseAsync(Ask("Name three.", options => options.Instructions = "Be brief."), Stop);

        Assert.Equal(Words, answer.GetOutputText());
        Assert.Equal(ResponseStatus.Completed, answer.Status);
        Assert.Equal(Models.Sonnet, answer.Model);
        Assert.True(answer.Usage.InputTokenCount > 0 && answer.Usage.OutputTokenCount > 0);
        Assert.Contains("\"system\":[{\"text\":\"Be brief.\"}]", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ScriptedText_ArrivesInPiecesAndCompletes()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = Words });

        List<StreamingResponseUpdate> updates = await ReadAsync(ClientFor(gateway), Ask("Name three."));

        string[] pieces = [.. updates.OfType<StreamingResponseOutputTextDeltaUpdate>().Select(static update => update.Delta)];
        Assert.Equal(Words, string.Concat(pieces));
        Assert.True(pieces.Length > 3);
        ResponseResult whole = Assert.IsType<StreamingResponseCompletedUpdate>(updates[^1]).Response;
        Assert.Equal(Words, whole.GetOutputText());
        Assert.True(whole.Usage.OutputTokenCount > 0);
        Assert.Equal(Enumerable.Range(0, updates.Count), updates.Select(static update => update.SequenceNumber));
    }

    [Fact]
    public async Task Tools_TwoRounds_ResultsGoBackAndAreAnswered()
    {
        await using GatewayFixture gateway = await StartAsync(
            new EmulatorScript { ToolCalls = [Call("{\"city\":\"Tromsø\"}"), Call("{}")] }, new EmulatorScript { ToolCalls = [Call("{\"city\":\"Oslo\"}")] }, new EmulatorScript { Text = "Take a coat." });
        ResponsesClient client = ClientFor(gateway);
        CreateResponseOptions options = Ask("Weather?", options =>
        {
            options.Tools.Add(ResponseTool.CreateFunctionTool("get_weather", BinaryData.FromString("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}"), strictModeEnabled: false, "Tells the weather."));
            options.ParallelToolCallsEnabled = true;
            options.StoredOutputEnabled = false;
        });
        var arguments = new List<string>();
        for (; ; )
        {
            ResponseResult answer = await client.CreateResponseAsync(options, Stop);
            FunctionCallResponseItem[] calls = [.. answer.OutputItems.OfType<FunctionCallResponseItem>()];
            if (calls.Length == 0)
            {
                Assert.Equal("Take a coat.", answer.GetOutputText());
                break;
            }

            foreach (ResponseItem item in answer.OutputItems)
            {
                options.InputItems.Add(item);
            }

            foreach (FunctionCallResponseItem call in calls)
            {
                arguments.Add(call.FunctionArguments.ToString());
                options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "Snow"));
            }
        }

        Assert.Equal(["{\"city\":\"Tromsø\"}", "{}", "{\"city\":\"Oslo\"}"], arguments);
        Assert.Equal([200, 200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));

        static EmulatorToolCall Call(string input) => new() { Name = "get_weather", InputJson = input };
    }

    /// <summary>One call at a time, which Claude is told in its own words.</summary>
    [Fact]
    public async Task Tools_NotParallel_IsToldToTheModel()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = "None." });

        ClientResult<ResponseResult> answer = await ClientFor(gateway).CreateResponseAsync(
            Ask("Weather?", options =>
            {
                options.Tools.Add(ResponseTool.CreateFunctionTool("get_weather", BinaryData.FromString("{\"type\":\"object\",\"properties\":{}}"), strictModeEnabled: false));
                options.ParallelToolCallsEnabled = false;
            }),
            Stop);

        Assert.False(answer.Value.ParallelToolCallsEnabled);
        Assert.False(answer.GetRawResponse().Headers.TryGetValue("x-outcrop-dropped-params", out _));
        Assert.Contains("\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row21_Structured_BySchema_IsJsonOfThatSchema()
    {
        await using GatewayFixture gateway = await StartAsync();
        BinaryData schema = BinaryData.FromString("{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"hardness\":{\"type\":\"number\"}},\"required\":[\"name\",\"hardness\"],\"additionalProperties\":false}");

        ResponseResult answer = await ClientFor(gateway).CreateResponseAsync(
            Ask("Describe a gem.", options => options.TextOptions = new ResponseTextOptions { TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("gem", schema, jsonSchemaIsStrict: true) }), Stop);

        JsonElement gem = JsonDocument.Parse(answer.GetOutputText()).RootElement;
        Assert.Equal(["name", "hardness"], gem.EnumerateObject().Select(static member => member.Name));
    }

    /// <summary>Acceptance row 17. The emulator checks the signature that it issued; a changed one would have been refused.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Row17_Reasoning_TwoTurns_SignatureComesBack(bool stored)
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Reasoning = "Quartz is common.", RedactedReasoning = "hidden", Text = "Quartz." }, new EmulatorScript { Text = "Beryl." });
        ResponsesClient client = ClientFor(gateway);
        CreateResponseOptions first = Think("First?", stored);

        ResponseResult thought = await client.CreateResponseAsync(first, Stop);
        CreateResponseOptions second = Think("And then?", stored);
        if (stored)
        {
            second.PreviousResponseId = thought.Id;
        }
        else
        {
            second.InputItems.Clear();
            foreach (ResponseItem item in (ResponseItem[])[.. first.InputItems, .. thought.OutputItems, ResponseItem.CreateUserMessageItem("And then?")])
            {
                second.InputItems.Add(item);
            }
        }

        ResponseResult answer = await client.CreateResponseAsync(second, Stop);

        Assert.Equal("Quartz is common.", thought.OutputItems.OfType<ReasoningResponseItem>().First().GetSummaryText());
        Assert.Equal("Beryl.", answer.GetOutputText());
        Assert.Equal([200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
        Assert.Contains("\"signature\":", gateway.Emulator.Journal[1].BodyText, StringComparison.Ordinal);
        Assert.Contains("\"redactedContent\":", gateway.Emulator.Journal[1].BodyText, StringComparison.Ordinal);

        static CreateResponseOptions Think(string text, bool stored) => Ask(text, options =>
        {
            options.ReasoningOptions = new ResponseReasoningOptions { ReasoningEffortLevel = ResponseReasoningEffortLevel.Low, ReasoningSummaryVerbosity = ResponseReasoningSummaryVerbosity.Auto };
            options.MaxOutputTokenCount = 4096;
            options.StoredOutputEnabled = stored;
            options.IncludedProperties.Add(IncludedResponseProperty.ReasoningEncryptedContent);
        });
    }

    [Fact]
    public async Task Image_Png_IsTaken()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = "A red square." });
        byte[] png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC");
        ResponseItem message = ResponseItem.CreateUserMessageItem(
            [ResponseContentPart.CreateInputTextPart("What is it?"), ResponseContentPart.CreateInputImagePart(BinaryData.FromBytes(png, "image/png"))]);

        ResponseResult answer = await ClientFor(gateway).CreateResponseAsync(new CreateResponseOptions(Models.Sonnet, [message]), Stop);

        Assert.Equal("A red square.", answer.GetOutputText());
        Assert.Contains(Convert.ToBase64String(png), Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_IsReadWithItsInputAndDeleted()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = "Quartz." });
        ResponsesClient client = ClientFor(gateway);

        ResponseResult first = await client.CreateResponseAsync(Ask("First?"), Stop);
        ResponseResult again = await client.GetResponseAsync(first.Id, Stop);
        var items = new List<ResponseItem>();
        await foreach (ResponseItem item in client.GetResponseInputItemsAsync(new ResponseItemCollectionOptions(first.Id), Stop))
        {
            items.Add(item);
        }

        await client.DeleteResponseAsync(first.Id, Stop);
        ClientResultException gone = await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync(first.Id, Stop));

        Assert.Equal("Quartz.", again.GetOutputText());
        Assert.Equal("First?", Assert.IsAssignableFrom<MessageResponseItem>(Assert.Single(items)).Content[0].Text);
        Assert.Equal(404, gone.Status);
    }

    /// <summary>Acceptance row 35.</summary>
    [Fact]
    public async Task Row35_MaxTokens_IsIncomplete()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = Words });

        List<StreamingResponseUpdate> updates = await ReadAsync(ClientFor(gateway), Ask("Name three.", options => options.MaxOutputTokenCount = 4));

        ResponseResult whole = Assert.IsType<StreamingResponseIncompleteUpdate>(updates[^1]).Response;
        Assert.Equal(ResponseStatus.Incomplete, whole.Status);
        Assert.Equal("max_output_tokens", whole.IncompleteStatusDetails.Reason.ToString());
    }

    [Theory]
    [InlineData("gpt-nobody", GatewayFixture.Key, 404)]
    [InlineData(Models.Sonnet, "sk-outcrop-nobodys", 401)]
    public async Task Refusal_IsTheClientsOwnException(string model, string key, int status)
    {
        await using GatewayFixture gateway = await StartAsync();

        ClientResultException refusal = await Assert.ThrowsAsync<ClientResultException>(() => ClientFor(gateway, key).CreateResponseAsync(model, "x", cancellationToken: Stop));

        Assert.Equal(status, refusal.Status);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Fact]
    public async Task Throttled_Twice_TheClientsOwnRetriesSucceed()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } });

        await ClientFor(gateway).CreateResponseAsync(Ask("x"), Stop);

        Assert.Equal([429, 429, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    /// <summary>This client throws nothing of an event: the error is its last update, and there is no end beside it.</summary>
    [Theory]
    [InlineData("exception")]
    [InlineData("cut")]
    [InlineData("no stop")]
    public async Task Row3_StreamBreaksAfterContent_IsAnErrorNeverAnEnd(string fault)
    {
        await using GatewayFixture gateway = await StartAsync(fault switch
        {
            "exception" => new EmulatorScript { Text = Words, ExceptionType = "throttlingException", ExceptionAfterEvents = 4 },
            "cut" => new EmulatorScript { Text = Words, CutAfterEvents = 4 },
            _ => new EmulatorScript { Text = Words, OmitMessageStop = true },
        });
        var updates = new List<StreamingResponseUpdate>();

        Exception? thrown = await Record.ExceptionAsync(async () =>
        {
            await foreach (StreamingResponseUpdate update in await ClientFor(gateway).CreateResponseStreamingAsync(Ask("x", static options => options.StreamingEnabled = true), Stop))
            {
                updates.Add(update);
            }
        });

        Assert.True(thrown is not null || updates.Exists(static update => update is StreamingResponseErrorUpdate { Message.Length: > 0 } or StreamingResponseFailedUpdate), "no error was told");
        Assert.DoesNotContain(updates, static update => update is StreamingResponseCompletedUpdate or StreamingResponseIncompleteUpdate);
    }

    internal static ResponsesClient ClientFor(GatewayFixture gateway, string key = GatewayFixture.Key) => new(new ApiKeyCredential(key), new ResponsesClientOptions { Endpoint = gateway.BaseUrl });

    private static CreateResponseOptions Ask(string text, Action<CreateResponseOptions>? more = null)
    {
        var options = new CreateResponseOptions(Models.Sonnet, [ResponseItem.CreateUserMessageItem(text)]);
        more?.Invoke(options);
        return options;
    }

    private static async Task<GatewayFixture> StartAsync(params EmulatorScript[] scripts)
    {
        GatewayFixture gateway = await GatewayFixture.StartAsync();
        Array.ForEach(scripts, gateway.Emulator.Script);
        return gateway;
    }

    private static async Task<List<StreamingResponseUpdate>> ReadAsync(ResponsesClient client, CreateResponseOptions options)
    {
        var updates = new List<StreamingResponseUpdate>();
        options.StreamingEnabled = true;
        await foreach (StreamingResponseUpdate update in await client.CreateResponseStreamingAsync(options, Stop))
        {
            updates.Add(update);
        }

        return updates;
    }
}
