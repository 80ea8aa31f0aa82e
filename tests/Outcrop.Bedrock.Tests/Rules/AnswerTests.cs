using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Rules.Tools;
using Outcrop.Bedrock.Tests.Transport;

namespace Outcrop.Bedrock.Tests.Rules;

/// <summary>What a rule did to a request is undone in its answer, whole and streamed: names of tools (acceptance row 29), structured answers through a tool (row 21), streams made of whole answers (row 27).</summary>
public sealed class AnswerTests
{
    private const string LongName = "mcp__a_server_with_a_very_long_name__and_a_tool.with/illegal characters and more";
    private const string Usage = ""","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row29_IllegalToolName_GoesOutLegalAndComesBackAsGiven(bool stream)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) =>
        {
            string target = context.Request.Path;
            string name = Mapped(LongName);
            return stream && target.EndsWith("converse-stream", StringComparison.Ordinal)
                ? RuleServer.Stream(
                    context,
                    ("messageStart", """{"role":"assistant"}"""),
                    ("contentBlockStart", $$$$"""{"contentBlockIndex":0,"start":{"toolUse":{"name":"{{{{name}}}}","toolUseId":"t9"}}}"""),
                    ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"a\":1}"}}}"""),
                    ("contentBlockStop", """{"contentBlockIndex":0}"""),
                    ("messageStop", """{"stopReason":"tool_use"}"""))
                : TransportFixture.Json(context, $$$$"""{"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"t9","name":"{{{{name}}}}","input":{"a":1}}}]}},"stopReason":"tool_use"{{{{Usage}}}}""");
        });
        using BedrockClient client = RuleServer.Client(server);
        ConverseRequest request = History(LongName, "call with spaces, and more than sixty-four characters of it, which is too long");
        ConverseResponse answer = await AskAsync(client, request, stream);
        Assert.Equal(LongName, Assert.IsType<ToolUseBlock>(Assert.Single(answer.Message.Content)).Name);
        Assert.Equal(StopReason.ToolUse, answer.StopReason);

        using JsonDocument sent = JsonDocument.Parse(server.Requests[0].Body);
        string spec = sent.RootElement.GetProperty("toolConfig").GetProperty("tools")[0].GetProperty("toolSpec").GetProperty("name").GetString()!;
        JsonElement call = sent.RootElement.GetProperty("messages")[1].GetProperty("content")[0].GetProperty("toolUse");
        Assert.Equal(Mapped(LongName), spec);
        Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", spec);
        Assert.Equal(spec, call.GetProperty("name").GetString());
        Assert.Equal(spec, sent.RootElement.GetProperty("toolConfig").GetProperty("toolChoice").GetProperty("tool").GetProperty("name").GetString());
        Assert.Matches("^[a-zA-Z0-9_.:-]{1,64}$", call.GetProperty("toolUseId").GetString());
        Assert.Equal(call.GetProperty("toolUseId").GetString(), sent.RootElement.GetProperty("messages")[2].GetProperty("content")[0].GetProperty("toolResult").GetProperty("toolUseId").GetString());
    }

    [Fact]
    public void Row29_NamesThatWouldCollide_StayApart()
    {
        string[] names = ["a b", "a_b", "a.b", "a/b", Mapped("a b"), new string('x', 70), new string('x', 71)];
        RequestDraft draft = RuleFixture.Prepare(new ConverseRequest
        {
            ModelId = RuleFixture.Model,
            Messages = { new Message(ConversationRole.User, "hi") },
            ToolConfig = new ToolConfiguration([.. names.Select(static name => new ToolSpecification(name, null, RawJson.Parse("{}")))]),
        }, "");
        string[] sent = [.. draft.Request.ToolConfig!.Tools.Cast<ToolSpecification>().Select(static tool => tool.Name)];
        Assert.Equal(names.Length, sent.Distinct().Count());
        Assert.All(sent, static name => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", name));
        Assert.Equal("a_b", sent[1]);
        Assert.Equal(names, sent.Select(draft.Answer.Names.Given));
    }

    [Theory]
    [InlineData(false, """{\"n\":4}""", "{\"n\":4}")]
    [InlineData(true, """{\"n\":4}""", "{\"n\":4}")]
    [InlineData(true, null, "{}")]
    public async Task Row21_StructuredOutputThroughATool_IsTheAnswersText(bool stream, string? arguments, string expected)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => stream
            ? RuleServer.Stream(
                context,
                [
                    ("messageStart", """{"role":"assistant"}"""),
                    ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Let me answer."}}"""),
                    ("contentBlockStop", """{"contentBlockIndex":0}"""),
                    ("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolUse":{"name":"answer","toolUseId":"t9"}}}"""),
                    .. arguments is null ? [] : new[] { ("contentBlockDelta", $$$$"""{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{{{{arguments}}}}"}}}""") },
                    ("contentBlockStop", """{"contentBlockIndex":1}"""),
                    ("messageStop", """{"stopReason":"tool_use"}"""),
                ])
            : TransportFixture.Json(context, """{"output":{"message":{"role":"assistant","content":[{"text":"Let me answer."},{"toolUse":{"toolUseId":"t9","name":"answer","input":{"n":4}}}]}},"stopReason":"tool_use" """ + Usage));
        using BedrockClient client = RuleServer.Client(server, RuleFixture.Catalog(""" "rules":{"structuredOutput":"forcedTool"}"""));
        var request = new ConverseRequest
        {
            ModelId = RuleFixture.Model,
            Messages = { new Message(ConversationRole.User, "hi") },
            OutputConfig = new OutputConfiguration { Format = new JsonOutputFormat(RawJson.Parse("""{"type":"object"}"""), "answer") },
        };
        ConverseResponse answer = await AskAsync(client, request, stream);
        Assert.Equal(expected, answer.Text);
        Assert.DoesNotContain(answer.Message.Content, static block => block is ToolUseBlock);
        Assert.Equal(StopReason.EndTurn, answer.StopReason);
    }

    [Fact]
    public async Task Row27_ModelThatDoesNotStreamWithTools_IsAskedForTheWholeAnswer()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(
            context,
            """{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"c2ln"}}},{"citationsContent":{"content":[{"text":"cited"}],"citations":[{"title":"t"}]}},{"toolUse":{"toolUseId":"t1","name":"add","input":{"a":1.50}}}]}},"stopReason":"tool_use","trace":{"x":1} """ + Usage));
        using BedrockClient client = RuleServer.Client(server, RuleFixture.Catalog(""" "rules":{"tools":{"streaming":false}}"""));
        ConverseRequest request = History("add", "t1");
        List<ConverseStreamEvent> events = await client.ConverseStreamAsync(request, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        MessageStartEvent start = Assert.IsType<MessageStartEvent>(events[0]);
        Assert.True(start.IsSynthesized);
        Assert.Equal("request-1", start.RequestId);
        Assert.Contains(start.Adjusted, static one => one.Name == "stream");
        Assert.Contains(new ContentBlockDeltaEvent(0, new ReasoningSignatureDelta("c2ln")), events);
        Assert.Contains(new ContentBlockDeltaEvent(1, new TextDelta("cited")), events);
        Assert.Contains(new ContentBlockDeltaEvent(2, new ToolUseDelta("""{"a":1.50}""")), events);
        Assert.Contains(events, static one => one is MetadataEvent { Usage.InputTokens: 1 } metadata && metadata.Raw.ToString().Contains("trace"));
        Assert.EndsWith("/converse", Assert.Single(server.Requests).RawTarget);
    }

    [Fact]
    public void Row29_NothingMapped_LeavesTheAnswerAsItIs()
    {
        RequestDraft draft = RuleFixture.Prepare(History("add", "t1"), "");
        Assert.True(draft.Answer.IsEmpty);
        Assert.Empty(draft.Report.Adjusted);
    }

    private static string Mapped(string name)
    {
        var map = new NameMap();
        map.Add(name, static _ => false);
        return map.Sent(name);
    }

    private static ConverseRequest History(string tool, string id) => new()
    {
        ModelId = RuleFixture.Model,
        Messages =
        {
            new Message(ConversationRole.User, "hi"),
            new Message(ConversationRole.Assistant, [new ToolUseBlock(id, tool, RawJson.Parse("{}"))]),
            new Message(ConversationRole.User, [new ToolResultBlock(id, [new TextBlock("3")])]),
        },
        ToolConfig = new ToolConfiguration([new ToolSpecification(tool, null, RawJson.Parse("""{"type":"object"}"""))], new NamedToolChoice(tool)),
    };

    private static async Task<ConverseResponse> AskAsync(BedrockClient client, ConverseRequest request, bool stream)
    {
        if (!stream)
        {
            return await client.ConverseAsync(request, TestContext.Current.CancellationToken);
        }

        var builder = new ConverseMessageBuilder();
        await using ConverseEventStream events = await client.OpenStreamAsync(request, BedrockApi.Auto, TestContext.Current.CancellationToken);
        do
        {
            builder.Add(events.Events);
        }
        while (await events.ReadAsync(TestContext.Current.CancellationToken));

        return builder.Build();
    }
}
