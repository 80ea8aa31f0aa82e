using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages.MessagesCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

/// <summary>What an answer says besides its words, whole and streamed alike.</summary>
public class MessagesAnswerTests
{
    [Theory]
    [InlineData("end_turn", "end_turn")]
    [InlineData("tool_use", "tool_use")]
    [InlineData("max_tokens", "max_tokens")]
    [InlineData("stop_sequence", "stop_sequence")]
    [InlineData("guardrail_intervened", "refusal")]
    [InlineData("content_filtered", "refusal")]
    [InlineData("model_context_window_exceeded", "model_context_window_exceeded")]
    [InlineData("pause_turn", "pause_turn")]
    [InlineData("malformed_tool_use", "malformed_tool_use")]
    [InlineData("brand_new", "brand_new")]
    public async Task StopReason_OfEachKind_HasItsWord(string reason, string word)
    {
        foreach (JsonElement end in await AskAsync([Events.Text("a"), Events.Stop(reason)]))
        {
            Assert.Equal(word, Delta(end).GetProperty("stop_reason").GetString());
            Assert.Equal(word != reason, end.TryGetProperty("bedrock", out JsonElement bedrock) && bedrock.GetProperty("stopReason").GetString() == reason);
        }
    }

    /// <summary>The only stop sequence there is must be the one that was met; of several, only what Bedrock tells.</summary>
    [Theory]
    [InlineData("[\"END\"]", "{}", "END")]
    [InlineData("[\"A\",\"B\"]", "{}", null)]
    [InlineData("[\"A\",\"B\"]", "{\"stop_sequence\":\"B\"}", "B")]
    public async Task StopSequence_WhereKnown_IsTold(string given, string metadata, string? told)
    {
        foreach (JsonElement end in await AskAsync([Events.Text("a"), Events.Stop("stop_sequence"), Events.Metadata(metadata)], "\"stop_sequences\":" + given))
        {
            Assert.Equal(told, Delta(end).GetProperty("stop_sequence").GetString());
        }
    }

    /// <summary>Anthropic leaves the member out where nothing is cited; @ai-sdk/anthropic 2 checks answers, and refuses a null in the place of a list.</summary>
    [Fact]
    public async Task Text_ThatCitesNothing_HasNoCitations()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"));
        (_, string whole, _) = await gateway.AskAsync(Body());
        (_, string streamed, _) = await gateway.AskAsync(Streamed());
        Assert.Contains("{\"type\":\"text\",\"text\":\"ok\"}", whole, StringComparison.Ordinal);
        Assert.Contains("{\"type\":\"text\",\"text\":\"\"}", streamed, StringComparison.Ordinal);
    }

    /// <summary>Continue tells of a call when the first piece of its arguments arrives; Anthropic sends an empty one behind every start.</summary>
    [Fact]
    public async Task Call_WithoutArguments_HasAnEmptyPiece()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Start, Events.Tool("f"), Events.BlockStop, Events.Stop("tool_use")))));
        (_, string streamed, _) = await gateway.AskAsync(Streamed());
        Assert.Contains("\"name\":\"f\",\"input\":{}}}\n\nevent: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}\n\nevent: content_block_stop", streamed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_ExcludesTheCache_AndSplitsItsWritesByTime()
    {
        var usage = new TokenUsage { InputTokens = 3, OutputTokens = 5, CacheReadInputTokens = 7, CacheWriteInputTokens = 11, CacheWrite1hInputTokens = 4, ReasoningTokens = 2 };
        foreach (JsonElement end in await AskAsync([Events.Text("a"), Events.Stop(), Events.Metadata("{}", usage)]))
        {
            Assert.Equal(
                "{\"input_tokens\":3,\"cache_creation_input_tokens\":11,\"cache_read_input_tokens\":7,\"cache_creation\":{\"ephemeral_5m_input_tokens\":7,\"ephemeral_1h_input_tokens\":4},\"output_tokens\":5,"
                + "\"output_tokens_details\":{\"thinking_tokens\":2},\"server_tool_use\":null,\"service_tier\":\"standard\",\"inference_geo\":null,\"speed\":null}",
                end.GetProperty("usage").GetRawText());
        }
    }

    [Fact]
    public async Task Guardrail_Trace_StandsInTheMemberBedrock()
    {
        foreach (JsonElement end in await AskAsync([Events.Text("blocked"), Events.Stop("guardrail_intervened"), Events.Metadata("{\"trace\":{\"guardrail\":{\"x\":1}}}")]))
        {
            Assert.Equal("{\"stopReason\":\"guardrail_intervened\",\"trace\":{\"guardrail\":{\"x\":1}}}", end.GetProperty("bedrock").GetRawText());
        }
    }

    /// <summary>An answer that is nothing but the dialect's own words has no member of ours.</summary>
    [Fact]
    public async Task Ordinary_HasNoMemberOfOurs() => Assert.All(await AskAsync([Events.Text("a"), Events.Stop(), Events.Usage(1, 2)]), static end => Assert.False(end.TryGetProperty("bedrock", out _)));

    [Theory]
    [InlineData("{'title':'t','sourceContent':[{'text':'c'}],'location':{'documentChar':{'documentIndex':1,'start':2,'end':3}}}", "{'cited_text':'c','type':'char_location','document_title':'t','document_index':1,'start_char_index':2,'end_char_index':3}")]
    [InlineData("{'sourceContent':[{'text':'c'}],'location':{'documentPage':{'documentIndex':0,'start':2,'end':3}}}", "{'cited_text':'c','type':'page_location','document_title':null,'document_index':0,'start_page_number':2,'end_page_number':3}")]
    [InlineData("{'sourceContent':[{'text':'c'},{'text':'d'}],'location':{'documentChunk':{'documentIndex':0,'start':2,'end':3}}}", "{'cited_text':'cd','type':'content_block_location','document_title':null,'document_index':0,'start_block_index':2,'end_block_index':3}")]
    [InlineData("{'title':'t','source':'s','sourceContent':[],'location':{'searchResultLocation':{'searchResultIndex':4,'start':2,'end':3}}}", "{'cited_text':'','source':'s','type':'search_result_location','title':'t','search_result_index':4,'start_block_index':2,'end_block_index':3}")]
    [InlineData("{'title':'t','location':{'web':{'url':'https://x','domain':'x'}}}", "{'cited_text':'','type':'web_search_result_location','title':'t','url':'https://x','encrypted_index':''}")]
    [InlineData("{'location':{'brandNew':{'a':1}}}", "{'cited_text':'','type':'bedrock_location','title':null,'source':null,'location':{'brandNew':{'a':1}}}")]
    public async Task Citation_OfEachPlace_IsAnthropics(string converse, string expected)
    {
        ConverseEvent[] events =
        [
            new() { Kind = ConverseEventKind.OtherDelta, Raw = Encoding.UTF8.GetBytes("{\"citation\":" + converse.Replace('\'', '"') + "}") },
            Events.Text("so it is"), Events.BlockStop, Events.Stop(),
        ];
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(events))));
        foreach (MessagesTranscript answer in (MessagesTranscript[])[await gateway.StreamAsync(Streamed()), MessagesTranscript.OfAnswer((await gateway.AskAsync(Body())).Body)])
        {
            Assert.Equal((null, "so it is"), (answer.Fault, answer.Answer.Text));
            Assert.Equal(expected.Replace('\'', '"'), Assert.Single(answer.Citations).GetRawText());
        }
    }

    /// <summary>What the dialect has no words for is left out and named.</summary>
    [Fact]
    public async Task Content_WithoutWords_IsLeftOutAndNamed()
    {
        ConverseEvent[] events = [Events.Text("a"), Events.BlockStop, new() { Kind = ConverseEventKind.OtherBlockStart, BlockIndex = 1, Raw = "{\"image\":{\"format\":\"png\"}}"u8.ToArray() }, Events.BlockStop.In(1), Events.Stop()];
        MessagesTranscript answer = await StreamAsync(events);
        Assert.Equal(["text"], answer.Blocks);
        Assert.Equal("[\"image\"]", answer.End!.Value.GetProperty("bedrock").GetProperty("omitted").GetRawText());
    }

    /// <summary>Acceptance row 6: a call without arguments has an empty object. A call that a limit cut off has its text, and the body stays JSON.</summary>
    [Theory]
    [InlineData("", "{}")]
    [InlineData("{\"a\": 1.50}", "{\"a\": 1.50}")]
    [InlineData("{\"a\": \"cut", "{\"INVALID_JSON\":\"{\\u0022a\\u0022: \\u0022cut\"}")]
    public async Task Row6_Arguments_AreAnObject(string arguments, string input)
    {
        ConverseEvent[] events = [Events.Tool("t", "f"), .. arguments.Length > 0 ? [Events.Input(arguments)] : Array.Empty<ConverseEvent>(), Events.BlockStop, Events.Stop("tool_use")];
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(events))));
        (_, string whole, _) = await gateway.AskAsync(Body());
        JsonElement block = JsonDocument.Parse(whole).RootElement.GetProperty("content")[0];
        Assert.Equal(JsonDocument.Parse(input).RootElement.GetRawText().Replace("\\u0022", "\\\"", StringComparison.Ordinal), block.GetProperty("input").GetRawText());

        MessagesTranscript streamed = await gateway.StreamAsync(Streamed());
        Assert.Equal(arguments.Length > 0 ? arguments : "{}", Assert.Single(streamed.Answer.ToolCalls).Arguments);
    }

    [Fact]
    public async Task ServerCall_IsNoCallForTheCaller()
    {
        MessagesTranscript answer = await StreamAsync([Events.Tool("s", "nova_grounding", "server_tool_use"), Events.Input("{}"), Events.BlockStop, Events.Text("a").In(1), Events.Stop()]);
        Assert.Equal(["server_tool_use", "text"], answer.Blocks);
        Assert.Empty(answer.Answer.ToolCalls);
    }

    /// <summary>The ends of a whole answer and of a streamed one.</summary>
    private static async Task<JsonElement[]> AskAsync(ConverseEvent[] events, string members = "")
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(events))));
        MessagesTranscript streamed = await gateway.StreamAsync(Streamed(members));
        Assert.True(streamed is { Done: true, Fault: null });
        (int status, string whole, _) = await gateway.AskAsync(Body(members));
        Assert.Equal(200, status);
        return [streamed.End!.Value, JsonDocument.Parse(whole).RootElement];
    }

    private static JsonElement Delta(JsonElement end) => end.TryGetProperty("delta", out JsonElement delta) ? delta : end;
}
