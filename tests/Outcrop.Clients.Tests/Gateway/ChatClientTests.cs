using System.Diagnostics;
using System.Text.Json;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>The clients people use over OpenAI's chat completions, unmodified by base URL and key, held to one contract against gateway and emulator (acceptance row 38).</summary>
public sealed class ChatClientTests
{
    private const string Text = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words, so that there are pieces.";

    public static TheoryData<string> Clients => ["openai", "openai-6", "ai-sdk-openai", "ai-sdk-compatible", "langchain-openai"];

    public static TheoryData<string> OwnClients => ["openai", "openai-6"];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Chat_ScriptedText_ArrivesWithUsage(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Text });

        ScenarioResult result = await gateway.JavaScript().RunAsync(new Scenario(client, "chat", Models.Sonnet));

        Assert.Equal(Text, result.Text);
        AssertEnd(result.Value);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Stream_ScriptedText_ArrivesInPiecesWithUsage(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Text });

        ScenarioResult result = await gateway.JavaScript().RunAsync(new Scenario(client, "stream", Models.Sonnet));

        Assert.Equal(Text, result.Text);
        Assert.Equal(Text, result.Value.GetProperty("joined").GetString());
        Assert.True(result.Value.GetProperty("deltas").GetInt32() > 3, result.Value.GetRawText());
        AssertEnd(result.Value);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Tools_TwoRounds_ResultsGoBackAndAreAnswered(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ToolCalls = [Call("Tromsø"), Call("Oslo")] });
        gateway.Emulator.Script(new EmulatorScript { Text = "One more.", ToolCalls = [Call("Bergen")] });
        gateway.Emulator.Script(new EmulatorScript { Text = "Take a coat." });

        ScenarioResult result = await gateway.JavaScript().RunAsync(new Scenario(client, "tools", Models.Sonnet, "Weather?"));

        Assert.Equal("Take a coat.", result.Text);
        Assert.Equal(["Tromsø", "Oslo", "Bergen"], result.Value.GetProperty("calls").EnumerateArray().Select(static call => call.GetProperty("input").GetProperty("city").GetString()));
        Assert.Contains(result.Value.GetProperty("call").GetProperty("stop").GetString(), (string[])["tool_calls", "tool-calls"]);
        Assert.Equal([200, 200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
        Assert.Equal(2, gateway.Emulator.Journal[1].BodyText.Split("\"toolResult\"").Length - 1);

        static EmulatorToolCall Call(string city) => new() { Name = "get_weather", InputJson = "{\"city\":\"" + city + "\"}" };
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Structured_BySchema_IsReadAsAnObject(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "{\"name\":\"Opal\",\"hardness\":6}" });

        ScenarioResult result = await gateway.JavaScript().RunAsync(new Scenario(client, "structured", Models.Sonnet));

        Assert.Equal("Opal", result.Value.GetProperty("object").GetProperty("name").GetString());
        Assert.Equal(6, result.Value.GetProperty("object").GetProperty("hardness").GetInt32());
        Assert.Contains("\"outputConfig\":", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Image_Png_IsTaken(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "A red square." });

        ScenarioResult result = await gateway.JavaScript().RunAsync(new Scenario(client, "image", Models.Sonnet, "What is it?"));

        Assert.Equal("A red square.", result.Text);
        Assert.Contains("iVBORw0KGgo", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OwnClients))]
    public async Task Reasoning_TwoTurns_SignatureComesBackAndIsAccepted(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Reasoning = "Quartz is common.", Text = "Quartz." });
        gateway.Emulator.Script(new EmulatorScript { Text = "Beryl." });

        ScenarioResult result = await gateway.JavaScript().RunAsync(new Scenario(client, "reasoning", Models.Sonnet));

        Assert.Equal("Quartz is common.", result.Value.GetProperty("thought").GetString());
        Assert.True(result.Value.GetProperty("signed").GetBoolean());
        Assert.Equal("Beryl.", result.Text);
        Assert.Contains("\"signature\":", gateway.Emulator.Journal[1].BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OwnClients))]
    public async Task StreamHelper_ParallelCalls_AreAddedUpByTheClient(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "Let me see.", ToolCalls = [new() { Name = "get_weather", InputJson = "{\"city\":\"a\"}" }, new() { Name = "get_weather", InputJson = "{}" }] });

        JsonElement value = (await gateway.JavaScript().RunAsync(new Scenario(client, "helper", Models.Sonnet))).Value;

        Assert.Equal("Let me see.", value.GetProperty("text").GetString());
        Assert.Equal("tool_calls", value.GetProperty("stop").GetString());
        Assert.Equal(["{\"city\":\"a\"}", "{}"], value.GetProperty("calls").EnumerateArray().Select(static call => call.GetProperty("input").GetRawText()));
        Assert.True(value.GetProperty("inputTokens").GetInt32() > 0);
    }

    [Theory]
    [MemberData(nameof(OwnClients))]
    public async Task Developer_Instructions_AreTheSystemPrompt(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        await gateway.JavaScript().RunAsync(new Scenario(client, "developer", Models.Sonnet));

        Assert.Contains("\"system\":[{\"text\":\"Be short.\"}]", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Model_Unknown_IsTheClients404AndNotRetried(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ScenarioError error = (await gateway.JavaScript().RunAsync(new Scenario(client, "chat", "gpt-nobody"))).Error;

        Assert.Equal(404, error.Status);
        Assert.Contains("does not exist", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Key_Wrong_IsTheClients401(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ScenarioError error = (await gateway.JavaScript("sk-outcrop-nobodys").RunAsync(new Scenario(client, "chat", Models.Sonnet))).Error;

        Assert.Equal(401, error.Status);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Throttled_Twice_TheClientsOwnRetriesSucceed(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } });
        gateway.Emulator.Script(new EmulatorScript { Text = "At last." });

        ScenarioResult result = await gateway.JavaScript().RunAsync(new Scenario(client, "chat", Models.Sonnet));

        Assert.Equal("At last.", result.Text);
        Assert.Equal([429, 429, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    /// <summary>The client's own first pause is at most half a second: a longer one is the gateway's word.</summary>
    [Theory]
    [MemberData(nameof(OwnClients))]
    public async Task Throttled_WithRetryAfter_TheClientWaitsAsTold(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Headers = { ["retry-after"] = "2" } });
        var watch = Stopwatch.StartNew();

        ScenarioResult result = await gateway.JavaScript().RunAsync(new Scenario(client, "chat", Models.Sonnet));

        Assert.NotEmpty(result.Text);
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(2), watch.Elapsed.ToString());
    }

    [Theory]
    [MemberData(nameof(OwnClients))]
    public async Task Throttled_ForGood_IsTheClientsRateLimitError(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 0 });

        ScenarioError error = (await gateway.JavaScript().RunAsync(new Scenario(client, "chat", Models.Sonnet) { Retries = 0 })).Error;

        Assert.Equal(429, error.Status);
        Assert.Contains("RateLimitError", error.Classes);
        Assert.Single(gateway.Emulator.Journal);
    }

    public static TheoryData<string, string> Breaks
    {
        get
        {
            var breaks = new TheoryData<string, string>();
            foreach (string client in (string[])["openai", "openai-6", "ai-sdk-openai", "ai-sdk-compatible", "langchain-openai"])
            {
                foreach (string fault in (string[])["exception", "cut", "reset", "crc", "no stop"])
                {
                    breaks.Add(client, fault);
                }
            }

            return breaks;
        }
    }

    /// <summary>Every client raises the error in the gateway's words. That is so because the body ends as bodies do behind the mark: AI SDK's clients lose it where the connection is cut.</summary>
    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Stream_BreaksAfterContent_IsAnErrorNeverAnEnd(string client, string fault)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(fault switch
        {
            "exception" => new EmulatorScript { Text = Text, ExceptionType = "modelStreamErrorException", ExceptionAfterEvents = 4 },
            "cut" => new EmulatorScript { Text = Text, CutAfterEvents = 4 },
            "reset" => new EmulatorScript { Text = Text, CutAfterEvents = 4, Reset = true },
            "crc" => new EmulatorScript { Text = Text, CorruptEvent = 5 },
            _ => new EmulatorScript { Text = Text, OmitMessageStop = true },
        });

        ScenarioError error = (await gateway.JavaScript().RunAsync(new Scenario(client, "stream", Models.Sonnet) { Retries = 0 })).Error;

        Assert.Equal(
            fault switch
            {
                "exception" => "The model failed while it worked on the request.",
                "crc" => "The model's answer arrived damaged.",
                _ => "The model's answer broke off before it was finished.",
            },
            error.Message);
        Assert.Single(gateway.Emulator.Journal);
    }

    private static void AssertEnd(JsonElement value)
    {
        Assert.Equal("stop", value.GetProperty("stop").GetString());
        Assert.True(value.GetProperty("inputTokens").GetInt32() > 0, value.GetRawText());
        Assert.True(value.GetProperty("outputTokens").GetInt32() > 0, value.GetRawText());
    }
}
