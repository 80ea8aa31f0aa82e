using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Tests.Rules;
using Outcrop.Bedrock.Tests.Transport;

namespace Outcrop.Bedrock.Tests.Operations;

/// <summary>Why an answer ended, whole and streamed, through Converse and InvokeModel: a guardrail is not the model's own filter, and no reason is taken for a good end.</summary>
public sealed class StopReasonTests
{
    private const string Trace = """{"inputAssessment":{"g1":{"contentPolicy":{"filters":[{"type":"VIOLENCE","confidence":"HIGH","action":"BLOCKED"}]}}}}""";
    private const string Usage = """ "usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":5}""";
    private const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Titan = "amazon.titan-text-express-v1";

    /// <summary>Columns: model, API, stop reason, whether a guardrail stepped in, whole answer, events of the stream.</summary>
    public static TheoryData<string, BedrockApi, string, bool, string, string[]> Answers => new()
    {
        { Claude, BedrockApi.Converse, "guardrail_intervened", true, $$$$"""{"output":{"message":{"role":"assistant","content":[{"text":"no"}]} },"stopReason":"guardrail_intervened",{{{{Usage}}}},"trace":{"guardrail":{{{{Trace}}}}}}""", ["contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"no"}}""", "messageStop", """{"stopReason":"guardrail_intervened"}""", "metadata", $$$$"""{{{{{Usage}}}},"trace":{"guardrail":{{{{Trace}}}}}}"""] },
        { Claude, BedrockApi.Converse, "content_filtered", false, $$$$"""{"output":{"message":{"role":"assistant","content":[{"text":"no"}]} },"stopReason":"content_filtered",{{{{Usage}}}}}""", ["contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"no"}}""", "messageStop", """{"stopReason":"content_filtered"}""", "metadata", $$$$"""{{{{{Usage}}}}}"""] },
        { Claude, BedrockApi.InvokeModel, "guardrail_intervened", true, $$$$"""{"type":"message","role":"assistant","content":[{"type":"text","text":"no"}],"stop_reason":"end_turn","amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":{"guardrail":{{{{Trace}}}}}}""", ["chunk", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"no"}}""", "chunk", """{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""", "chunk", $$$$"""{"type":"message_stop","amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":{"guardrail":{{{{Trace}}}}}}"""] },
        { Claude, BedrockApi.InvokeModel, "content_filtered", false, """{"type":"message","role":"assistant","content":[{"type":"text","text":"no"}],"stop_reason":"refusal"}""", ["chunk", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"no"}}""", "chunk", """{"type":"message_delta","delta":{"stop_reason":"refusal"}}""", "chunk", """{"type":"message_stop"}"""] },
        { Titan, BedrockApi.InvokeModel, "guardrail_intervened", true, $$$$"""{"inputTextTokenCount":1,"results":[{"tokenCount":1,"outputText":"no","completionReason":"FINISH"}],"amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":{"guardrail":{{{{Trace}}}}}}""", ["chunk", $$$$"""{"outputText":"no","index":0,"totalOutputTextTokenCount":1,"inputTextTokenCount":1,"completionReason":"FINISH","amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":{"guardrail":{{{{Trace}}}}}}"""] },
        { Titan, BedrockApi.InvokeModel, "content_filtered", false, """{"inputTextTokenCount":1,"results":[{"tokenCount":1,"outputText":"no","completionReason":"CONTENT_FILTERED"}]}""", ["chunk", """{"outputText":"no","index":0,"totalOutputTextTokenCount":1,"inputTextTokenCount":1,"completionReason":"CONTENT_FILTERED"}"""] },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Row31_GuardrailAndContentFilter_AreToldApartWithTheTrace(string model, BedrockApi api, string reason, bool guarded, string whole, string[] events)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) =>
            context.Request.Path.Value!.EndsWith("stream", StringComparison.Ordinal) ? RuleServer.Stream(context, [.. Frames(events)]) : TransportFixture.Json(context, whole));
        using var client = new BedrockClient(TransportFixture.Options(server.Address, options => options.ApiByModel[model] = api));
        var request = new ConverseRequest { ModelId = model, Messages = { new Message(ConversationRole.User, "hi") } };

        ConverseResponse answer = await client.ConverseAsync(request, TestContext.Current.CancellationToken);
        StopReason? streamed = null;
        string trace = "";
        await foreach (ConverseStreamEvent one in client.ConverseStreamAsync(request, TestContext.Current.CancellationToken))
        {
            streamed = one is MessageStopEvent stop ? stop.StopReason : streamed;
            trace += one is MetadataEvent metadata ? metadata.GuardrailTrace.ToString() : "";
        }

        Assert.Equal((reason, reason), (answer.StopReason.Value, streamed?.Value));
        Assert.Equal(guarded, answer.GuardrailIntervened);
        Assert.Equal((guarded ? Trace : "", guarded ? Trace : ""), (answer.GuardrailTrace.ToString(), trace));
        Assert.Equal("no", answer.Text);
    }

    /// <summary>D18: all nine, and one that is yet to come, reach the caller by their own names.</summary>
    [Theory]
    [InlineData("end_turn"), InlineData("tool_use"), InlineData("max_tokens"), InlineData("stop_sequence"), InlineData("guardrail_intervened"), InlineData("content_filtered")]
    [InlineData("malformed_model_output"), InlineData("malformed_tool_use"), InlineData("model_context_window_exceeded"), InlineData("brand_new")]
    public async Task D18_EveryStopReason_ReachesTheCallerByItsName(string reason)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => RuleServer.Stream(
            context, [("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"a"}}"""), ("messageStop", $$$$"""{"stopReason":"{{{{reason}}}}"}"""), ("metadata", $$$$"""{{{{{Usage}}}}}""")]));
        using var client = new BedrockClient(TransportFixture.Options(server.Address));
        var request = new ConverseRequest { ModelId = Claude, Messages = { new Message(ConversationRole.User, "hi") } };

        List<ConverseStreamEvent> events = await client.ConverseStreamAsync(request, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(reason, Assert.Single(events.OfType<MessageStopEvent>()).StopReason.Value);
    }

    private static IEnumerable<(string, string)> Frames(string[] events) => events.Chunk(2).Select(static one =>
        (one[0], one[0] == "chunk" ? $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(one[1]))}}","p":"abc"}""" : one[1]));
}
