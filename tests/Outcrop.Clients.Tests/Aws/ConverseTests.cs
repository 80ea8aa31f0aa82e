using System.Text.Json;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Aws;

/// <summary>Converse through the AWS SDK for JavaScript.</summary>
public sealed class ConverseTests
{
    private static readonly EmulatorOptions Quick = new() { TokenInterval = TimeSpan.Zero };

    [Theory]
    [InlineData(Models.Haiku, false)]
    [InlineData(Models.Haiku, true)]
    [InlineData(Models.Sonnet, false)]
    [InlineData(Models.NovaLite, false)]
    [InlineData(Models.Llama3, false)]
    [InlineData(Models.HaikuArn, false)]
    [InlineData(Models.HaikuArn, true)]
    [InlineData(Models.SonnetProfileArn, false)]
    public async Task Converse_OneUserMessage_AnswersWithUsage(string modelId, bool http1)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);

        SdkResult result = await new AwsJavaScript(emulator).RunAsync(new SdkPlan(SdkCall.Converse(modelId, "Name three gemstones.")) { Http1 = http1 });

        SdkOutcome call = result.Single().AssertOk();
        Assert.NotEmpty(call.ConverseText());
        Assert.Equal("end_turn", call.Output.GetProperty("stopReason").GetString());
        Assert.Equal("assistant", call.Output.GetProperty("output").GetProperty("message").GetProperty("role").GetString());
        JsonElement usage = call.Output.GetProperty("usage");
        Assert.True(usage.GetProperty("inputTokens").GetInt32() > 0, usage.GetRawText());
        Assert.Equal(
            usage.GetProperty("inputTokens").GetInt32() + usage.GetProperty("outputTokens").GetInt32(),
            usage.GetProperty("totalTokens").GetInt32());
        Assert.Equal(1, call.Attempts);
    }

    [Fact]
    public async Task Converse_ToolTurnAndItsResult_GoBothWays()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        SdkCall ask = SdkCall.On(Models.Sonnet, "Converse",
            """
            {"messages":[{"role":"user","content":[{"text":"Weather in Oslo?"}]}],
             "toolConfig":{"toolChoice":{"any":{}},"tools":[{"toolSpec":{"name":"get_weather","description":"Weather of a city",
              "inputSchema":{"json":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}}]}}
            """);
        SdkCall answer = SdkCall.On(Models.Sonnet, "Converse",
            """
            {"messages":[{"role":"user","content":[{"text":"Weather in Oslo?"}]},
              {"role":"assistant","content":[{"toolUse":{"toolUseId":"tooluse_1","name":"get_weather","input":{"city":"Oslo"}}}]},
              {"role":"user","content":[{"toolResult":{"toolUseId":"tooluse_1","content":[{"text":"minus four and snow"}]}}]}],
             "toolConfig":{"tools":[{"toolSpec":{"name":"get_weather","description":"Weather of a city",
              "inputSchema":{"json":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}}]}}
            """);

        SdkResult result = await new AwsJavaScript(emulator).RunAsync(new SdkPlan(ask, answer));

        JsonElement first = result.Calls[0].Output;
        Assert.Equal("tool_use", first.GetProperty("stopReason").GetString());
        JsonElement toolUse = first.GetProperty("output").GetProperty("message").GetProperty("content").EnumerateArray()
            .Single(static block => block.TryGetProperty("toolUse", out _)).GetProperty("toolUse");
        Assert.Equal("get_weather", toolUse.GetProperty("name").GetString());
        Assert.NotEmpty(toolUse.GetProperty("toolUseId").GetString()!);
        Assert.Equal(JsonValueKind.String, toolUse.GetProperty("input").GetProperty("city").ValueKind);

        Assert.Equal("end_turn", result.Calls[1].Output.GetProperty("stopReason").GetString());
        Assert.Contains("minus four and snow", result.Calls[1].ConverseText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Converse_ImageBytes_Accepted()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        // A transparent GIF of one pixel.
        SdkCall call = SdkCall.On(Models.Sonnet, "Converse",
            """
            {"messages":[{"role":"user","content":[{"text":"What is this?"},
             {"image":{"format":"gif","source":{"bytes":{"$bytes":"R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"}}}}]}]}
            """);

        SdkResult result = await new AwsJavaScript(emulator).RunAsync(new SdkPlan(call));

        Assert.NotEmpty(result.Single().ConverseText());
    }

    [Fact]
    public async Task Converse_MaxTokens_StopsThere()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        SdkCall call = SdkCall.On(Models.Haiku, "Converse",
            """{"messages":[{"role":"user","content":[{"text":"Name three gemstones."}]}],"inferenceConfig":{"maxTokens":4}}""");

        SdkOutcome outcome = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(call))).Single();

        Assert.Equal("max_tokens", outcome.Output.GetProperty("stopReason").GetString());
        Assert.Equal(4, outcome.Output.GetProperty("usage").GetProperty("outputTokens").GetInt32());
    }

    [Fact]
    public async Task Converse_ReasoningScripted_ArrivesWithTheText()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { Reasoning = "Let me think.", Text = "Quartz." });

        SdkOutcome outcome = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(SdkCall.Converse(Models.Sonnet, "Name a gemstone.")))).Single();

        Assert.Equal("Quartz.", outcome.ConverseText());
        JsonElement reasoning = outcome.Output.GetProperty("output").GetProperty("message").GetProperty("content")[0]
            .GetProperty("reasoningContent").GetProperty("reasoningText");
        Assert.Equal("Let me think.", reasoning.GetProperty("text").GetString());
    }
}
