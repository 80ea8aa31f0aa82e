using System.Text.Json;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>Clients that speak OpenAI's Responses, unmodified, against gateway and emulator: OpenAI's own and the AI SDK's OpenAI provider.</summary>
public sealed class ResponsesClientTests
{
    private const string Text = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words, so that there are pieces.";

    public static TheoryData<string> Clients => ["openai-responses", "ai-sdk-responses"];

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
    public async Task Tools_CallThenResult_GoesBackAndIsAnswered(string client)
    {
        await using GatewayFixture gateway = await StartAsync(
            new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "get_weather", InputJson = """{"city":"Tromsø"}""" }] }, new EmulatorScript { Text = "Take a coat." });

        ScenarioResult result = await RunAsync(gateway, client, "tools", Models.Sonnet, "Weather in Tromsø?");

        JsonElement call = result.Value.GetProperty("call");
        Assert.Equal("get_weather", call.GetProperty("name").GetString());
        Assert.Equal("Tromsø", call.GetProperty("input").GetProperty("city").GetString());
        Assert.Contains(call.GetProperty("stop").GetString(), (string[])["completed", "tool-calls"]);
        Assert.Equal("Take a coat.", result.Text);
        Assert.Contains("Snow, -4 degrees", gateway.Emulator.Journal[1].BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
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
    [InlineData(Models.Sonnet)]
    [InlineData(Models.NovaLite)]
    public async Task Row21_Structured_KeepsToItsSchema(string model)
    {
        await using GatewayFixture gateway = await StartAsync();

        ScenarioResult result = await RunAsync(gateway, "openai-responses", "structured", model);

        Assert.Equal(JsonValueKind.String, result.Value.GetProperty("parsed").GetProperty("city").ValueKind);
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

    /// <summary>Acceptance rows 1 and 3: within the answer it is an error that the client raises, never an end.</summary>
    [Theory]
    [InlineData("openai-responses", "broken")]
    [InlineData("openai-responses", "brokenHelper")]
    [InlineData("ai-sdk-responses", "broken")]
    public async Task Row3_StreamBreaksAfterContent_IsRaised(string client, string scenario)
    {
        await using GatewayFixture gateway = await StartAsync(
            new EmulatorScript { Text = "One two three four five six.", ExceptionType = "modelStreamErrorException", ExceptionMessage = "broken here", ExceptionAfterEvents = 4 });

        ScenarioError error = (await RunAsync(gateway, client, scenario, Models.Sonnet)).Error;

        Assert.True(error.ToString().Contains("The model failed while it worked on the request.", StringComparison.Ordinal), error.ToString());
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
