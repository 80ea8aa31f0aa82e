using System.Text.Json;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>Clients that speak OpenAI's Responses, unmodified, against gateway and emulator: OpenAI's own, the AI SDK's OpenAI provider, LangChain's class for OpenAI, and OpenAI's Agents SDK.</summary>
public sealed class ResponsesClientTests
{
    private const string Text = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words, so that there are pieces.";

    public static TheoryData<string> Clients => ["openai-responses", "ai-sdk-responses", "langchain-responses", "openai-agents"];

    public static TheoryData<string> Seeing => ["openai-responses", "ai-sdk-responses", "langchain-responses"];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Chat_ScriptedText_ArrivesWithUsage(string client)
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = Text });

        ScenarioResult result = await RunAsync(gateway, client, "chat", Models.Sonnet);

        Assert.Equal(Text, result.Text);
        AssertEnd(result.Value);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Stream_ScriptedText_ArrivesInPiecesThatJoin(string client)
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = Text });

        ScenarioResult result = await RunAsync(gateway, client, "stream", Models.Sonnet);

        Assert.Equal(Text, result.Text);
        Assert.Equal(Text, result.Value.GetProperty("joined").GetString());
        Assert.True(result.Value.GetProperty("deltas").GetInt32() > 3, result.Value.GetRawText());
        AssertEnd(result.Value);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Tools_TwoRounds_ResultsGoBackAndAreAnswered(string client)
    {
        await using GatewayFixture gateway = await StartAsync(
            new EmulatorScript { ToolCalls = [Call("Tromsø"), Call("Oslo")] }, new EmulatorScript { Text = "One more.", ToolCalls = [Call("Bergen")] }, new EmulatorScript { Text = "Take a coat." });

        ScenarioResult result = await RunAsync(gateway, client, "tools", Models.Sonnet, "Weather?");

        JsonElement call = result.Value.GetProperty("call");
        Assert.Equal("get_weather", call.GetProperty("name").GetString());
        Assert.Contains(call.GetProperty("stop").GetString(), (string[])["completed", "tool-calls"]);
        Assert.Equal(["Tromsø", "Oslo", "Bergen"], result.Value.GetProperty("calls").EnumerateArray().Select(static one => one.GetProperty("input").GetProperty("city").GetString()));
        Assert.Equal("Take a coat.", result.Text);
        Assert.Equal([200, 200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
        Assert.Equal(2, gateway.Emulator.Journal[1].BodyText.Split("\"toolResult\"").Length - 1);
        Assert.Contains("Snow, -4 degrees", gateway.Emulator.Journal[1].BodyText, StringComparison.Ordinal);

        static EmulatorToolCall Call(string city) => new() { Name = "get_weather", InputJson = "{\"city\":\"" + city + "\"}" };
    }

    /// <summary>The Agents SDK's own way from one agent to another.</summary>
    [Fact]
    public async Task Agents_Handoff_ReachesTheOther()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "transfer_to_Expert", InputJson = "{}" }] }, new EmulatorScript { Text = "Opal." });

        ScenarioResult result = await RunAsync(gateway, "openai-agents", "handoff", Models.Sonnet);

        Assert.Equal("Opal.", result.Text);
        Assert.Equal("Expert", result.Value.GetProperty("last").GetString());
    }

    [Theory]
    [MemberData(nameof(Seeing))]
    public async Task Image_Png_IsTaken(string client)
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = "A red square." });

        ScenarioResult result = await RunAsync(gateway, client, "image", Models.Sonnet, "What is it?");

        Assert.Equal("A red square.", result.Text);
        Assert.Contains("iVBORw0KGgo", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    /// <summary>Acceptance row 17. The emulator checks the signature it issued; a changed one would have been refused.</summary>
    [Theory]
    [InlineData("openai-responses", "reasoning")]
    [InlineData("ai-sdk-responses", "reasoning")]
    [InlineData("ai-sdk-responses", "reasoningStored")]
    public async Task Row17_Reasoning_SignatureAndEncryptedThoughtComeBack(string client, string scenario)
    {
        await using GatewayFixture gateway = await StartAsync(
            new EmulatorScript { Reasoning = "Quartz is common.", RedactedReasoning = "hidden", Text = "Quartz." }, new EmulatorScript { Text = "Beryl." });

        ScenarioResult result = await RunAsync(gateway, client, scenario, Models.Sonnet);

        Assert.Equal("Quartz is common.", result.Value.GetProperty("thought").GetString());
        Assert.True(result.Value.GetProperty("signed").GetBoolean());
        Assert.Equal("Beryl.", result.Text);
        Assert.Equal([200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
        string second = gateway.Emulator.Journal[1].BodyText;
        Assert.Contains("\"signature\":", second, StringComparison.Ordinal);
        Assert.Contains("\"redactedContent\":", second, StringComparison.Ordinal);
    }

    /// <summary>LangChain keeps one thought of an answer and no more, its own words about it included.</summary>
    [Fact]
    public async Task Row17_Reasoning_OfLangChain_SignatureComesBack()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Reasoning = "Quartz is common.", Text = "Quartz." }, new EmulatorScript { Text = "Beryl." });

        ScenarioResult result = await RunAsync(gateway, "langchain-responses", "reasoning", Models.Sonnet);

        Assert.Equal("Quartz is common.", result.Value.GetProperty("thought").GetString());
        Assert.True(result.Value.GetProperty("signed").GetBoolean());
        Assert.Equal("Beryl.", result.Text);
        Assert.Equal([200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
        Assert.Contains("\"signature\":", gateway.Emulator.Journal[1].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_PreviousResponse_IsContinuedReadAndDeleted()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = "Quartz." }, new EmulatorScript { Text = "Beryl." });

        ScenarioResult result = await RunAsync(gateway, "openai-responses", "stored", Models.Sonnet, "First?");

        Assert.Equal("Beryl.", result.Text);
        Assert.True(result.Value.GetProperty("same").GetBoolean());
        Assert.Equal(["And then?"], result.Value.GetProperty("items").EnumerateArray().Select(static item => item.GetString()));
        Assert.Equal("NotFoundError", result.Value.GetProperty("gone").GetString());
        string second = gateway.Emulator.Journal[1].BodyText;
        Assert.Contains("First?", second, StringComparison.Ordinal);
        Assert.Contains("Quartz.", second, StringComparison.Ordinal);
    }

    /// <summary>Acceptance row 21: by a schema of Converse's, and on a model without one.</summary>
    [Theory]
    [InlineData("openai-responses", Models.Sonnet)]
    [InlineData("openai-responses", Models.NovaLite)]
    [InlineData("ai-sdk-responses", Models.Sonnet)]
    [InlineData("langchain-responses", Models.Sonnet)]
    [InlineData("langchain-responses", Models.NovaLite)]
    [InlineData("openai-agents", Models.Sonnet)]
    public async Task Row21_Structured_KeepsToItsSchema(string client, string model)
    {
        await using GatewayFixture gateway = await StartAsync();

        JsonElement parsed = (await RunAsync(gateway, client, "structured", model)).Value.GetProperty("parsed");

        Assert.Equal(JsonValueKind.String, parsed.GetProperty("name").ValueKind);
        Assert.Equal(JsonValueKind.Number, parsed.GetProperty("hardness").ValueKind);
    }

    /// <summary>Acceptance row 20: counted by Bedrock, and guessed where it does not count.</summary>
    [Theory]
    [InlineData(Models.Sonnet)]
    [InlineData(Models.NovaLite)]
    public async Task Row20_InputTokens_AreCountedWithToolsAndInstructions(string model)
    {
        await using GatewayFixture gateway = await StartAsync();

        JsonElement value = (await RunAsync(gateway, "openai-responses", "count", model)).Value;

        Assert.Equal("response.input_tokens", value.GetProperty("object").GetString());
        Assert.InRange(value.GetProperty("one").GetInt32(), 1, value.GetProperty("more").GetInt32() - 1);
    }

    /// <summary>Acceptance row 35.</summary>
    [Fact]
    public async Task Row35_MaxTokens_IsIncomplete()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { Text = Text });

        ScenarioResult result = await RunAsync(gateway, "openai-responses", "incomplete", Models.Sonnet);

        Assert.Equal("response.incomplete", result.Value.GetProperty("last").GetString());
        Assert.Equal("max_output_tokens", result.Value.GetProperty("reason").GetString());
    }

    /// <summary>Acceptance row 2: before the first content a failure is a status of its own, and the client's class for it.</summary>
    [Fact]
    public async Task Row2_Throttled_IsTheClientsOwnErrorAfterItsOwnRetries()
    {
        await using GatewayFixture gateway = await StartAsync(new EmulatorScript { ErrorType = "ThrottlingException", Times = 3, Headers = { ["retry-after"] = "0" } });

        ScenarioError error = (await RunAsync(gateway, "openai-responses", "broken", Models.Sonnet)).Error;

        Assert.Equal(429, error.Status);
        Assert.Contains("RateLimitError", error.Classes);
        Assert.Equal(3, gateway.Emulator.Journal.Count);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Model_Unknown_IsTheClients404AndNotRetried(string client)
    {
        await using GatewayFixture gateway = await StartAsync();

        ScenarioError error = (await RunAsync(gateway, client, "chat", "gpt-nobody")).Error;

        Assert.Equal(404, error.Status);
        Assert.Contains("does not exist", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Key_Wrong_IsTheClients401(string client)
    {
        await using GatewayFixture gateway = await StartAsync();

        ScenarioError error = (await gateway.JavaScript("sk-outcrop-nobodys").RunAsync(new Scenario(client, "chat", Models.Sonnet))).Error;

        Assert.Equal(401, error.Status);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Throttled_Twice_TheClientsOwnRetriesSucceed(string client)
    {
        await using GatewayFixture gateway = await StartAsync(
            new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } }, new EmulatorScript { Text = "At last." });

        Assert.Equal("At last.", (await RunAsync(gateway, client, "chat", Models.Sonnet)).Text);
        Assert.Equal([429, 429, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    /// <summary>Acceptance rows 1 and 3: within the answer it is an error that the client raises, never an end.</summary>
    [Theory]
    [InlineData("openai-responses", "broken", "The model failed while it worked on the request.")]
    [InlineData("openai-responses", "brokenHelper", "The model failed while it worked on the request.")]
    [InlineData("ai-sdk-responses", "broken", "The model failed while it worked on the request.")]
    [InlineData("langchain-responses", "broken", "The model failed while it worked on the request.")]
    [InlineData("openai-agents", "broken", "\"response.failed\"")]
    public async Task Row3_StreamBreaksAfterContent_IsRaised(string client, string scenario, string said)
    {
        await using GatewayFixture gateway = await StartAsync(
            new EmulatorScript { Text = "One two three four five six.", ExceptionType = "modelStreamErrorException", ExceptionMessage = "broken here", ExceptionAfterEvents = 4 });

        ScenarioError error = (await RunAsync(gateway, client, scenario, Models.Sonnet)).Error;

        Assert.True(error.Message.Contains(said, StringComparison.Ordinal), error.ToString());
    }

    private static async Task<GatewayFixture> StartAsync(params EmulatorScript[] scripts)
    {
        GatewayFixture gateway = await GatewayFixture.StartAsync();
        Array.ForEach(scripts, gateway.Emulator.Script);
        return gateway;
    }

    private static Task<ScenarioResult> RunAsync(GatewayFixture gateway, string client, string scenario, string model, string prompt = "Name three gemstones.") =>
        gateway.JavaScript().RunAsync(new Scenario(client, scenario, model, prompt));

    private static void AssertEnd(JsonElement value)
    {
        Assert.Contains(value.GetProperty("stop").GetString(), (string[])["completed", "stop"]);
        Assert.True(value.GetProperty("inputTokens").GetInt32() > 0, value.GetRawText());
        Assert.True(value.GetProperty("outputTokens").GetInt32() > 0, value.GetRawText());
    }
}
