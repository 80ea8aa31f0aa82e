using System.Text.Json;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Native;

/// <summary>
/// The clients people use over Bedrock, unmodified, held to one contract with the gateway for their endpoint: Anthropic's Bedrock SDK in both generations, Vercel's AI SDK and LangChain,
/// each with virtual AWS keys that sign, and with the gateway's key as a Bedrock API key.
/// </summary>
public sealed class BedrockClientTests
{
    private const string Text = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words, so that there are pieces.";

    private static readonly string[] Every = ["bedrock-sdk", "bedrock-sdk-0", "ai-sdk", "langchain"];

    /// <summary>Each client in both ways.</summary>
    public static MatrixTheoryData<string, bool> Clients => new(Every, [true, false]);

    public static MatrixTheoryData<string, string> Breaks => new(Every, ["exception", "cut", "reset", "crc"]);

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Chat_ScriptedText_ArrivesWithUsage(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Text });

        ScenarioResult result = await RunAsync(gateway, signed, new Scenario(client, "chat", Models.Sonnet));

        Assert.Equal(Text, result.Text);
        AssertEnd(result.Value);
        Assert.EndsWith(Operation(client), Assert.Single(gateway.Emulator.Journal).Path, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Stream_ScriptedText_ArrivesInPiecesThatJoin(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Text });

        ScenarioResult result = await RunAsync(gateway, signed, new Scenario(client, "stream", Models.Sonnet));

        Assert.Equal(Text, result.Text);
        Assert.Equal(Text, result.Value.GetProperty("joined").GetString());
        Assert.True(result.Value.GetProperty("deltas").GetInt32() > 3, result.Value.GetRawText());
        AssertEnd(result.Value);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Tools_TwoRounds_ResultsGoBackAndAreAnswered(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ToolCalls = [Call("Tromsø"), Call("Oslo")] });
        gateway.Emulator.Script(new EmulatorScript { Text = "One more.", ToolCalls = [Call("Bergen")] });
        gateway.Emulator.Script(new EmulatorScript { Text = "Take a coat." });

        ScenarioResult result = await RunAsync(gateway, signed, new Scenario(client, "tools", Models.Sonnet, "Weather?"));

        Assert.Equal("Take a coat.", result.Text);
        Assert.Equal(["Tromsø", "Oslo", "Bergen"], result.Value.GetProperty("calls").EnumerateArray().Select(static call => call.GetProperty("input").GetProperty("city").GetString()));
        Assert.Contains(result.Value.GetProperty("call").GetProperty("stop").GetString(), (string[])["tool_use", "tool-calls"]);
        Assert.Equal([200, 200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));

        static EmulatorToolCall Call(string city) => new() { Name = "get_weather", InputJson = "{\"city\":\"" + city + "\"}" };
    }

    /// <summary>The emulator checks the signatures it issued: a changed one would be refused.</summary>
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Reasoning_FiveTurns_EverySignatureComesBackAndIsAccepted(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        string[] thoughts = ["Quartz is common.", "Beryl is not.", "石英?", "Opal “flows”.", "Enough."];
        foreach (string thought in thoughts)
        {
            gateway.Emulator.Script(new EmulatorScript { Reasoning = thought, Text = "Hm." });
        }

        JsonElement value = (await RunAsync(gateway, signed, new Scenario(client, "reasoning", Models.Sonnet) { Turns = 5 })).Value;

        Assert.Equal(thoughts, value.GetProperty("thoughts").EnumerateArray().Select(static thought => thought.GetString()!));
        Assert.True(value.GetProperty("signed").GetBoolean());
        Assert.Equal([200, 200, 200, 200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Image_Png_IsTaken(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "A red square." });

        ScenarioResult result = await RunAsync(gateway, signed, new Scenario(client, "image", Models.Sonnet, "What is it?"));

        Assert.Equal("A red square.", result.Text);
        Assert.Contains("iVBORw0KGgo", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ai-sdk", true)]
    [InlineData("ai-sdk", false)]
    [InlineData("langchain", true)]
    [InlineData("langchain", false)]
    public async Task Embeddings_OneText_GivesAVectorOfTheModelsLength(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ScenarioResult result = await RunAsync(gateway, signed, new Scenario(client, "embeddings", Models.TitanEmbedV2));

        Assert.Equal(1024, result.Value.GetProperty("dimensions").GetInt32());
        Assert.True(result.Value.GetProperty("finite").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Model_Unknown_IsTheClientsOwnErrorAndNotRetried(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ScenarioError error = (await RunAsync(gateway, signed, new Scenario(client, "chat", "claude-nobody"))).Error;

        Assert.Contains(error.Status, (int?[])[400, 404]);
        Assert.Contains(
            client switch { "ai-sdk" => "AI_APICallError", "langchain" => error.Status == 404 ? "ResourceNotFoundException" : "ValidationException", _ => error.Status == 404 ? "NotFoundError" : "BadRequestError" },
            error.Classes.Append(error.Name));
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [InlineData("bedrock-sdk", "PermissionDeniedError")]
    [InlineData("bedrock-sdk-0", "PermissionDeniedError")]
    [InlineData("ai-sdk", "AI_APICallError")]
    [InlineData("langchain", "InvalidSignatureException")]
    public async Task Secret_Wrong_IsTheClientsOwn403(string client, string expected)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ScenarioError error = (await gateway.Signed("another-secret-of-the-same-length-0123456789").RunAsync(new Scenario(client, "chat", Models.Sonnet) { Retries = 0 })).Error;

        Assert.Equal(403, error.Status);
        Assert.Contains(expected, error.Classes.Append(error.Name));
        Assert.Contains("signature", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Throttled_Twice_TheClientsOwnRetriesSucceed(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } });
        gateway.Emulator.Script(new EmulatorScript { Text = "At last." });

        ScenarioResult result = await RunAsync(gateway, signed, new Scenario(client, "chat", Models.Sonnet));

        Assert.Equal("At last.", result.Text);
        Assert.Equal([429, 429, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Stream_BreaksAfterContent_IsAnErrorNeverAnEnd(string client, string fault)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(Faults.Of(fault, Text));

        ScenarioError error = (await gateway.Signed().RunAsync(new Scenario(client, "stream", Models.Sonnet) { Retries = 0 })).Error;

        Assert.NotEmpty(error.Message);
        Assert.Single(gateway.Emulator.Journal);
    }

    private static Task<ScenarioResult> RunAsync(GatewayFixture gateway, bool signed, Scenario scenario) => (signed ? gateway.Signed() : gateway.Bearer()).RunAsync(scenario);

    private static string Operation(string client) => client.StartsWith("bedrock", StringComparison.Ordinal) ? "/invoke" : "/converse";

    private static void AssertEnd(JsonElement value)
    {
        // The AI SDK has a word of its own for a proper end.
        Assert.Contains(value.GetProperty("stop").GetString(), (string[])["end_turn", "stop"]);
        Assert.True(value.GetProperty("inputTokens").GetInt32() > 0, value.GetRawText());
        Assert.True(value.GetProperty("outputTokens").GetInt32() > 0, value.GetRawText());
    }
}
