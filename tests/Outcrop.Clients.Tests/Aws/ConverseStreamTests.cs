using System.Text.Json;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Aws;

/// <summary>ConverseStream through the AWS SDK for JavaScript, which checks both CRCs of every frame.</summary>
public sealed class ConverseStreamTests
{
    private static readonly EmulatorOptions Quick = new() { TokenInterval = TimeSpan.Zero };

    [Theory]
    [InlineData(Models.Haiku, false)]
    [InlineData(Models.Haiku, true)]
    [InlineData(Models.Sonnet, false)]
    [InlineData(Models.NovaLite, false)]
    [InlineData(Models.Llama3, false)]
    [InlineData(Models.SonnetProfileArn, false)]
    public async Task ConverseStream_ScriptedText_ArrivesWholeAndInOrder(string modelId, bool http1)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        const string Text = "Quartz, beryl — and “opal”. 石英 🪨 End.";
        emulator.Script(new EmulatorScript { Text = Text });

        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(SdkCall.ConverseStream(modelId, "Name three gemstones.")) { Http1 = http1 })).Single().AssertOk();

        Assert.Equal(Text, call.StreamText());
        IReadOnlyList<string> names = call.EventNames();
        Assert.Equal("messageStart", names[0]);
        Assert.Equal(["contentBlockStop", "messageStop", "metadata"], names.TakeLast(3));
        // Bedrock opens a text block by its first delta; a contentBlockStart here would be a frame AWS never sends.
        Assert.DoesNotContain("contentBlockStart", names);
        Assert.Equal("end_turn", call.Event("messageStop").GetProperty("stopReason").GetString());
        Assert.True(call.Event("metadata").GetProperty("usage").GetProperty("outputTokens").GetInt32() > 0);
    }

    [Fact]
    public async Task ConverseStream_UnscriptedAnswer_EqualsTheUnaryOne()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);

        SdkResult result = await new AwsJavaScript(emulator).RunAsync(new SdkPlan(
            SdkCall.Converse(Models.Haiku, "Name three gemstones."),
            SdkCall.ConverseStream(Models.Haiku, "Name three gemstones.")));

        Assert.Equal(result.Calls[0].ConverseText(), result.Calls[1].StreamText());
        Assert.True(result.Calls[1].EventNames().Count(static name => name == "contentBlockDelta") > 3, result.Calls[1].ToString());
    }

    [Fact]
    public async Task ConverseStream_ToolCall_InputFragmentsJoinToTheScriptedJson()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        const string Input = """{"city":"Tromsø","days":[1,2,3],"precise":1.10}""";
        emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "get_weather", InputJson = Input }, new EmulatorToolCall { Name = "now" }] });
        SdkCall ask = SdkCall.On(Models.Sonnet, "ConverseStream",
            """
            {"messages":[{"role":"user","content":[{"text":"Weather?"}]}],"toolConfig":{"tools":[
             {"toolSpec":{"name":"get_weather","inputSchema":{"json":{"type":"object"}}}},
             {"toolSpec":{"name":"now","inputSchema":{"json":{"type":"object"}}}}]}}
            """);

        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(ask))).Single().AssertOk();

        Assert.Equal("tool_use", call.Event("messageStop").GetProperty("stopReason").GetString());
        string[] names = [.. call.Events.Where(static e => e.TryGetProperty("contentBlockStart", out _))
            .Select(static e => e.GetProperty("contentBlockStart").GetProperty("start").GetProperty("toolUse").GetProperty("name").GetString()!)];
        Assert.Equal(["get_weather", "now"], names);
        Assert.Equal(Input, ToolInput(call, "get_weather"));
        Assert.True(ToolInput(call, "now") is "" or "{}");
    }

    [Fact]
    public async Task ConverseStream_ServerStillSending_ApplicationHasTheFirstEvents()
    {
        // The server goes silent after four events and keeps the connection open: an application that has four events in hand
        // has been streamed to. A clock would only make this flaky.
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        emulator.Script(new EmulatorScript { HangAfterEvents = 4 });

        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(
            new SdkPlan(SdkCall.ConverseStream(Models.Haiku, "Name three gemstones.") with { AbortAfterEvents = 4 }))).Single();

        Assert.True(call.Aborted, call.ToString());
        Assert.Equal(4, call.Events.Count);
        Assert.NotEmpty(call.StreamText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConverseStream_EightAtOnce_NeverMixed(bool http1)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.FromMilliseconds(2) });
        SdkCall[] calls = [.. Enumerable.Range(0, 8).Select(static n => SdkCall.ConverseStream(Models.Haiku, $"marker{n:D3}end"))];

        SdkResult result = await new AwsJavaScript(emulator).RunAsync(new SdkPlan(calls) { Concurrent = true, Http1 = http1 });

        for (int n = 0; n < calls.Length; n++)
        {
            string text = result.Calls[n].AssertOk().StreamText();
            Assert.Contains($"marker{n:D3}end", text, StringComparison.Ordinal);
            Assert.Equal("end_turn", result.Calls[n].Event("messageStop").GetProperty("stopReason").GetString());
            Assert.DoesNotContain(Enumerable.Range(0, 8).Where(other => other != n), other => text.Contains($"marker{other:D3}end", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(false, "HTTP/2")]
    [InlineData(true, "HTTP/1.1")]
    public async Task ConverseStream_Protocol_IsTheHandlersOwn(bool http1, string protocol)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);

        SdkResult result = await new AwsJavaScript(emulator).RunAsync(new SdkPlan(SdkCall.ConverseStream(Models.Haiku, "Hello.")) { Http1 = http1 });

        result.Single().AssertOk();
        Assert.Equal(protocol, Assert.Single(emulator.Journal).HttpVersion);
    }

    private static string ToolInput(SdkOutcome call, string tool)
    {
        int index = call.Events.Where(static e => e.TryGetProperty("contentBlockStart", out _))
            .Select(static e => e.GetProperty("contentBlockStart"))
            .Single(start => start.GetProperty("start").GetProperty("toolUse").GetProperty("name").GetString() == tool)
            .GetProperty("contentBlockIndex").GetInt32();
        return string.Concat(call.Events
            .Where(static e => e.TryGetProperty("contentBlockDelta", out _))
            .Select(static e => e.GetProperty("contentBlockDelta"))
            .Where(delta => delta.GetProperty("contentBlockIndex").GetInt32() == index)
            .Select(static delta => delta.GetProperty("delta").GetProperty("toolUse").GetProperty("input").GetString()));
    }
}
