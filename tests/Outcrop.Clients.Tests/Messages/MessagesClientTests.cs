using System.Diagnostics;
using System.Text.Json;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Messages;

/// <summary>The clients people use over Anthropic's Messages, unmodified by base URL and key, held to one contract against gateway and emulator: on Claude, whose own dialect it is, and on Nova, for which it is translated.</summary>
public sealed class MessagesClientTests
{
    private const string Text = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words, so that there are pieces.";

    private static readonly string[] Every = ["anthropic", "anthropic-0", "ai-sdk-anthropic", "langchain-anthropic"];

    private static readonly string[] Own = ["anthropic", "anthropic-0"];

    public static TheoryData<string> Clients => [.. Every];

    public static TheoryData<string> OwnClients => [.. Own];

    public static MatrixTheoryData<string, string> OnBoth => new(Every, [Models.Sonnet, Models.NovaLite]);

    public static MatrixTheoryData<string, string> OwnOnBoth => new(Own, [Models.Sonnet, Models.NovaLite]);

    [Theory]
    [MemberData(nameof(OnBoth))]
    public async Task Chat_ScriptedText_ArrivesWithUsage(string client, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Text });

        ScenarioResult result = await gateway.Messages(client).RunAsync(new Scenario(client, "chat", model));

        Assert.Equal(Text, result.Text);
        AssertEnd(result.Value);
        Assert.True(result.Value.GetProperty("inputTokens").GetInt32() > 0, result.Value.GetRawText());
        Assert.EndsWith(model == Models.Sonnet ? "/invoke" : "/converse", Assert.Single(gateway.Emulator.Journal).Path, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OnBoth))]
    public async Task Stream_ScriptedText_ArrivesInPiecesWithUsage(string client, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Text });

        ScenarioResult result = await gateway.Messages(client).RunAsync(new Scenario(client, "stream", model));

        Assert.Equal(Text, result.Text);
        Assert.Equal(Text, result.Value.GetProperty("joined").GetString());
        Assert.True(result.Value.GetProperty("deltas").GetInt32() > 3, result.Value.GetRawText());
        AssertEnd(result.Value);
        // Converse tells the input's tokens at the end, where LangChain does not look.
        Assert.True(client == "langchain-anthropic" && model == Models.NovaLite || result.Value.GetProperty("inputTokens").GetInt32() > 0, result.Value.GetRawText());
        Assert.EndsWith(model == Models.Sonnet ? "/invoke-with-response-stream" : "/converse-stream", Assert.Single(gateway.Emulator.Journal).Path, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OwnOnBoth))]
    public async Task Events_OfAStream_ComeInTheOrderOfTheProtocol(string client, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = Text, ToolCalls = [Call("Oslo")] });

        JsonElement value = (await gateway.Messages(client).RunAsync(new Scenario(client, "events", model))).Value;

        string[] types = [.. value.GetProperty("events").EnumerateArray().Select(static item => item.GetProperty("type").GetString()!)];
        string[] starts = [.. value.GetProperty("events").EnumerateArray().Where(static item => item.GetProperty("type").GetString() == "content_block_start").Select(static item => item.GetProperty("content_block").GetProperty("type").GetString()!)];
        Assert.Equal("message_start", types[0]);
        Assert.Equal(["message_delta", "message_stop"], types[^2..]);
        Assert.Equal(["text", "tool_use"], starts);
        Assert.Equal(2, types.Count(static type => type == "content_block_stop"));
        Assert.Equal("tool_use", value.GetProperty("events").EnumerateArray().ElementAt(types.Length - 2).GetProperty("delta").GetProperty("stop_reason").GetString());
        Assert.DoesNotContain("invocationMetrics", value.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OnBoth))]
    public async Task Tools_TwoRounds_ResultsGoBackAndAreAnswered(string client, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ToolCalls = [Call("Tromsø"), Call("Oslo")] });
        gateway.Emulator.Script(new EmulatorScript { Text = "One more.", ToolCalls = [Call("Bergen")] });
        gateway.Emulator.Script(new EmulatorScript { Text = "Take a coat." });

        ScenarioResult result = await gateway.Messages(client).RunAsync(new Scenario(client, "tools", model, "Weather?"));

        Assert.Equal("Take a coat.", result.Text);
        Assert.Equal(["Tromsø", "Oslo", "Bergen"], result.Value.GetProperty("calls").EnumerateArray().Select(static call => call.GetProperty("input").GetProperty("city").GetString()));
        Assert.Contains(result.Value.GetProperty("call").GetProperty("stop").GetString(), (string[])["tool_use", "tool-calls"]);
        Assert.Equal([200, 200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
        Assert.Equal(2, gateway.Emulator.Journal[1].BodyText.Split("Snow, -4 degrees").Length - 1);
    }

    /// <summary>The emulator checks the signatures it issued: a changed one would be refused.</summary>
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Reasoning_FiveTurns_EverySignatureComesBackAndIsAccepted(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        string[] thoughts = ["Quartz is common.", "Beryl is not.", "石英?", "Opal “flows”.", "Enough."];
        foreach (string thought in thoughts)
        {
            gateway.Emulator.Script(new EmulatorScript { Reasoning = thought, Text = "Hm." });
        }

        JsonElement value = (await gateway.Messages(client).RunAsync(new Scenario(client, "reasoning", Models.Sonnet) { Turns = 5 })).Value;

        Assert.Equal(thoughts, value.GetProperty("thoughts").EnumerateArray().Select(static thought => thought.GetString()!));
        Assert.True(value.GetProperty("signed").GetBoolean());
        Assert.Equal([200, 200, 200, 200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
        Assert.Equal(4, gateway.Emulator.Journal[4].BodyText.Split("\"signature\":").Length - 1);
    }

    [Theory]
    [MemberData(nameof(OwnClients))]
    public async Task Reasoning_Redacted_ComesBackAsItWas(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { RedactedReasoning = "c2VjcmV0IHRob3VnaHQ=", Text = "Quartz." });
        gateway.Emulator.Script(new EmulatorScript { Reasoning = "More.", Text = "Beryl." });

        JsonElement value = (await gateway.Messages(client).RunAsync(new Scenario(client, "reasoning", Models.Sonnet))).Value;

        string redacted = Assert.Single(value.GetProperty("redacted").EnumerateArray()).GetString()!;
        Assert.Contains(redacted, gateway.Emulator.Journal[1].BodyText, StringComparison.Ordinal);
        Assert.Equal([200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    [Theory]
    [MemberData(nameof(OnBoth))]
    public async Task Image_Png_IsTaken(string client, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "A red square." });

        ScenarioResult result = await gateway.Messages(client).RunAsync(new Scenario(client, "image", model, "What is it?"));

        Assert.Equal("A red square.", result.Text);
        Assert.Contains("iVBORw0KGgo", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OwnOnBoth))]
    [InlineData("ai-sdk-anthropic", Models.Sonnet)]
    [InlineData("ai-sdk-anthropic", Models.NovaLite)]
    public async Task Document_PdfAndText_AreTaken(string client, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "An empty page." });

        ScenarioResult result = await gateway.Messages(client).RunAsync(new Scenario(client, "document", model, "What is in it?"));

        Assert.Equal("An empty page.", result.Text);
        Assert.Contains("JVBERi0xLjQ", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Structured_BySchema_IsReadAsAnObject(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "{\"name\":\"Opal\",\"hardness\":6}" });

        ScenarioResult result = await gateway.Messages(client).RunAsync(new Scenario(client, "structured", Models.Sonnet));

        Assert.Equal("Opal", result.Value.GetProperty("object").GetProperty("name").GetString());
        Assert.Equal(6, result.Value.GetProperty("object").GetProperty("hardness").GetInt32());
        Assert.Contains("\"json_schema\"", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OwnOnBoth))]
    public async Task Caching_TheSameBeginningTwice_IsWrittenThenRead(string client, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        JsonElement[] usages = [.. (await gateway.Messages(client).RunAsync(new Scenario(client, "caching", model))).Value.GetProperty("usages").EnumerateArray()];

        Assert.True(usages[0].GetProperty("cache_creation_input_tokens").GetInt32() > 1000, usages[0].GetRawText());
        Assert.Equal(usages[0].GetProperty("cache_creation_input_tokens").GetInt32(), usages[1].GetProperty("cache_read_input_tokens").GetInt32());
        Assert.InRange(usages[1].GetProperty("input_tokens").GetInt32(), 1, 100);
    }

    [Theory]
    [InlineData("anthropic", Models.Sonnet, null)]
    [InlineData("anthropic-0", Models.Sonnet, null)]
    [InlineData("anthropic", Models.NovaLite, "estimate")]
    public async Task Count_TextImageAndTools_IsANumberAndSaysWhenItIsAGuess(string client, string model, string? kind)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        JsonElement value = (await gateway.Messages(client).RunAsync(new Scenario(client, "count", model))).Value;

        Assert.True(value.GetProperty("tokens").GetInt32() > 10, value.GetRawText());
        Assert.Equal(kind, value.GetProperty("kind").GetString());
        Assert.Equal("CountTokens", Assert.Single(gateway.Emulator.Journal).Operation);
    }

    [Theory]
    [MemberData(nameof(OwnClients))]
    public async Task Models_InPagesAndWhole_AreReadByTheClient(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        JsonElement value = (await gateway.Messages(client).RunAsync(new Scenario(client, "models", Models.Sonnet))).Value;

        Assert.True(value.GetProperty("listed").GetBoolean(), value.GetRawText());
        Assert.Equal(value.GetProperty("count").GetInt32(), value.GetProperty("unique").GetInt32());
        Assert.Equal(value.GetProperty("count").GetInt32(), value.GetProperty("whole").GetInt32());
        Assert.True(value.GetProperty("pages").GetInt32() > 2);
        Assert.Equal(Models.Sonnet, value.GetProperty("model").GetProperty("id").GetString());
        Assert.NotEmpty(value.GetProperty("model").GetProperty("display_name").GetString()!);
        Assert.True(value.GetProperty("model").GetProperty("created_at").TryGetDateTimeOffset(out _));
    }

    [Theory]
    [MemberData(nameof(OwnOnBoth))]
    public async Task Answer_Headers_CarryTheRequestsId(string client, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        JsonElement value = (await gateway.Messages(client).RunAsync(new Scenario(client, "stopped", model))).Value;

        Assert.NotEmpty(value.GetProperty("requestId").GetString()!);
        Assert.Equal(value.GetProperty("requestId").GetString(), value.GetProperty("own").GetString());
        Assert.Contains("opal", Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    /// <summary>Three silences of more than a second, each of which the gateway fills.</summary>
    [Theory]
    [MemberData(nameof(OnBoth))]
    public async Task Stream_OfASlowModel_IsKeptAliveByPingsNobodyMinds(string client, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync("\"server\": { \"heartbeatInterval\": 1 }");
        gateway.Emulator.Script(new EmulatorScript { Text = "Slow words.", TokensPerSecond = 0.8 });

        ScenarioResult result = await gateway.Messages(client).RunAsync(new Scenario(client, "stream", model));

        Assert.Equal("Slow words.", result.Text);
        AssertEnd(result.Value);
    }

    private static EmulatorToolCall Call(string city) => new() { Name = "get_weather", InputJson = "{\"city\":\"" + city + "\"}" };

    private static void AssertEnd(JsonElement value)
    {
        Assert.Contains(value.GetProperty("stop").GetString(), (string[])["end_turn", "stop"]);
        Assert.True(value.GetProperty("outputTokens").GetInt32() > 0, value.GetRawText());
    }
}
