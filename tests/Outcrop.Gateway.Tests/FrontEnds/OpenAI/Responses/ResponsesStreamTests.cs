using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>The events of an answer, their order and what they say; and that a whole answer says the same.</summary>
public class ResponsesStreamTests
{
    [Fact]
    public async Task Stream_EveryKindOfBlock_HasEveryEventInOrder()
    {
        IReadOnlyList<JsonElement> events = Sse.Read((await RelayRun.OfAsync(WireBody.Of(WireBody.Everything))).Answer);

        Assert.Equal(
        [
            "response.created", "response.in_progress",
            "response.output_item.added", "response.content_part.added", "response.reasoning_text.delta", "response.reasoning_text.delta",
            "response.reasoning_text.done", "response.content_part.done", "response.output_item.done",
            "response.output_item.added", "response.output_item.done",
            "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
            "response.output_text.done", "response.content_part.done", "response.output_item.done",
            "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.delta",
            "response.function_call_arguments.done", "response.output_item.done",
            "response.completed",
        ],
        Sse.Types(events));
        Assert.Equal("Quartz — 石英 🪨", Sse.Only(events, "response.output_text.done").GetProperty("text").GetString());
        Assert.Equal("""{"city": "Tromsø"}""", Sse.Only(events, "response.function_call_arguments.done").GetProperty("arguments").GetString());
        JsonElement response = events[^1].GetProperty("response");
        Assert.Equal("resp_0123456789ab", response.GetProperty("id").GetString());
        Assert.Equal("asked-for", response.GetProperty("model").GetString());
        Assert.Equal(["reasoning", "reasoning", "message", "function_call"], response.GetProperty("output").EnumerateArray().Select(static item => item.GetProperty("type").GetString()));
        Assert.Equal("tooluse_1", response.GetProperty("output")[3].GetProperty("call_id").GetString());

        // Acceptance row 18: what came from a cache, and what went into one, is part of the input here, once.
        JsonElement usage = response.GetProperty("usage");
        Assert.Equal(31, usage.GetProperty("input_tokens").GetInt32());
        Assert.Equal(16, usage.GetProperty("input_tokens_details").GetProperty("cached_tokens").GetInt32());
        Assert.Equal(38, usage.GetProperty("total_tokens").GetInt32());
    }

    /// <summary>Deltas joined, the done event, the item's done event and the response's own item are one text, for every item.</summary>
    [Fact]
    public async Task Stream_ItemsAndEvents_AgreeEverywhere()
    {
        IReadOnlyList<JsonElement> events = Sse.Read((await RelayRun.OfAsync(WireBody.Of(WireBody.Everything))).Answer);
        JsonElement output = events[^1].GetProperty("response").GetProperty("output");
        foreach (JsonElement done in events.Where(static item => item.GetProperty("type").GetString() == "response.output_item.done"))
        {
            int index = done.GetProperty("output_index").GetInt32();
            Assert.Equal(output[index].GetRawText(), done.GetProperty("item").GetRawText());
        }

        foreach (string kind in (string[])["output_text", "reasoning_text", "function_call_arguments"])
        {
            string joined = string.Concat(events.Where(item => item.GetProperty("type").GetString() == $"response.{kind}.delta").Select(static item => item.GetProperty("delta").GetString()));
            JsonElement done = Sse.Only(events, $"response.{kind}.done");
            Assert.Equal(joined, (done.TryGetProperty("text", out JsonElement text) ? text : done.GetProperty("arguments")).GetString());
        }
    }

    [Fact]
    public async Task Stream_Padding_HidesTheLengthOfWords()
    {
        string[] Frames(params string[] words) => [.. words.Select(static word => $$$"""{"contentBlockIndex":0,"delta":{"text":"{{{word}}}"}}""")];
        byte[] body = WireBody.Of([("messageStart", "{\"role\":\"assistant\"}"), .. Frames("a", "abcdefghijklmnopq", "ab").Select(static payload => ("contentBlockDelta", payload)), ("messageStop", "{\"stopReason\":\"end_turn\"}")]);

        int[] padded = Lengths((await RelayRun.OfAsync(body, RelayRun.Request with { Obfuscate = true })).Answer);
        int[] plain = Lengths((await RelayRun.OfAsync(body, RelayRun.Request with { Obfuscate = false })).Answer);

        Assert.All(padded, static length => Assert.Equal(0, length % 64));
        Assert.Equal(3, plain.Distinct().Count());

        static int[] Lengths(string answer) =>
            [.. answer.Split("\n\n").Where(static block => block.StartsWith("event: response.output_text.delta\n", StringComparison.Ordinal)).Select(static block => Encoding.UTF8.GetByteCount(block) + 2)];
    }

    [Fact]
    public async Task Stream_SummaryAskedFor_ThoughtsAreSummaries()
    {
        IReadOnlyList<JsonElement> events = Sse.Read((await RelayRun.OfAsync(WireBody.Of(WireBody.Everything), RelayRun.Request with { SummarizeReasoning = true })).Answer);

        Assert.Equal("Is \"it\"?\nYes.", Sse.Only(events, "response.reasoning_summary_text.done").GetProperty("text").GetString());
        Assert.Equal(0, Sse.Only(events, "response.reasoning_summary_part.added").GetProperty("summary_index").GetInt32());
        JsonElement item = events[^1].GetProperty("response").GetProperty("output")[0];
        Assert.Equal("Is \"it\"?\nYes.", item.GetProperty("summary")[0].GetProperty("text").GetString());
        Assert.False(item.TryGetProperty("content", out _));
    }

    /// <summary>Acceptance row 35: a cut answer has its own end. Row 31: so has one that a guardrail stopped. A reason nobody knows is no proper end.</summary>
    [Theory]
    [InlineData("end_turn", "completed", null)]
    [InlineData("stop_sequence", "completed", null)]
    [InlineData("tool_use", "completed", null)]
    [InlineData("max_tokens", "incomplete", "max_output_tokens")]
    [InlineData("model_context_window_exceeded", "incomplete", "max_output_tokens")]
    [InlineData("guardrail_intervened", "incomplete", "content_filter")]
    [InlineData("content_filtered", "incomplete", "content_filter")]
    [InlineData("malformed_tool_use", "incomplete", "malformed_tool_use")]
    [InlineData("malformed_model_output", "incomplete", "malformed_model_output")]
    [InlineData("something_new", "incomplete", "something_new")]
    public async Task Row35_StopReason_IsTheStatusOfResponseAndLastItem(string reason, string status, string? detail)
    {
        byte[] body = WireBody.Of([.. WireBody.Everything.Take(14), ("messageStop", $$"""{"stopReason":"{{reason}}"}"""), WireBody.Everything[15]]);

        IReadOnlyList<JsonElement> events = Sse.Read((await RelayRun.OfAsync(body)).Answer);

        Assert.Equal("response." + status, Sse.Types(events).Last());
        JsonElement response = events[^1].GetProperty("response");
        Assert.Equal(status, response.GetProperty("status").GetString());
        Assert.Equal(detail, detail is null ? null : response.GetProperty("incomplete_details").GetProperty("reason").GetString());
        Assert.Equal(reason, response.GetProperty("bedrock").GetProperty("stopReason").GetString());
        Assert.Equal([.. Enumerable.Repeat("completed", 3), status], response.GetProperty("output").EnumerateArray().Select(static item => item.GetProperty("status").GetString()));
    }

    /// <summary>Acceptance row 31: the trace says why.</summary>
    [Fact]
    public async Task Row31_GuardrailTrace_IsPassedOn()
    {
        byte[] body = WireBody.Of([.. WireBody.Everything.Take(10), ("messageStop", """{"stopReason":"guardrail_intervened"}"""), ("metadata", """{"usage":{"inputTokens":1,"outputTokens":1},"trace":{"guardrail":{"a":1}}}""")]);

        JsonElement response = Sse.Read((await RelayRun.OfAsync(body)).Answer)[^1].GetProperty("response");

        Assert.Equal("""{"guardrail":{"a":1}}""", response.GetProperty("bedrock").GetProperty("trace").GetRawText());
    }

    /// <summary>Acceptance row 6: a call without arguments has an empty object, also as its only delta.</summary>
    [Fact]
    public async Task Row6_CallWithoutArguments_IsAnEmptyObject()
    {
        byte[] body = WireBody.Of([.. WireBody.Everything.Take(1), WireBody.Everything[10], WireBody.Everything[13], WireBody.Everything[14]]);

        IReadOnlyList<JsonElement> events = Sse.Read((await RelayRun.OfAsync(body)).Answer);

        Assert.Equal("{}", Sse.Only(events, "response.function_call_arguments.delta").GetProperty("delta").GetString());
        Assert.Equal("{}", events[^1].GetProperty("response").GetProperty("output")[0].GetProperty("arguments").GetString());
    }

    [Theory]
    [InlineData("""{"input":"*** Begin \"Patch\"\n"}""", "*** Begin \"Patch\"\n", "response.completed")]
    [InlineData("""{"other":{"input":1},"input":"x"}""", "x", "response.completed")]
    [InlineData("""*** no JSON at all""", "*** no JSON at all", "response.completed")]
    public async Task Stream_CustomTool_GivesItsFreeText(string arguments, string input, string end)
    {
        var names = new ResponsesToolNames();
        names.Add("edit__apply_patch", new ResponsesTool("apply_patch", "edit", IsCustom: true));
        string escaped = JsonEncodedText.Encode(arguments).ToString();
        byte[] body = WireBody.Of(
        [
            WireBody.Everything[0],
            ("contentBlockStart", """{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t1","name":"edit__apply_patch"}}}"""),
            ("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"" + escaped + "\"}}}"),
            ("contentBlockStop", """{"contentBlockIndex":0}"""),
            WireBody.Everything[14],
        ]);

        IReadOnlyList<JsonElement> events = Sse.Read((await RelayRun.OfAsync(body, RelayRun.Request with { Tools = names })).Answer);

        Assert.Equal(end, Sse.Types(events).Last());
        Assert.Equal(input, Sse.Only(events, "response.custom_tool_call_input.delta").GetProperty("delta").GetString());
        JsonElement item = events[^1].GetProperty("response").GetProperty("output")[0];
        Assert.Equal("custom_tool_call", item.GetProperty("type").GetString());
        Assert.Equal("apply_patch", item.GetProperty("name").GetString());
        Assert.Equal("edit", item.GetProperty("namespace").GetString());
        Assert.Equal(input, item.GetProperty("input").GetString());
    }

    /// <summary>A request may be written over many lines, and every state of its answer says its tools again: no line break may end an event.</summary>
    [Fact]
    public async Task Stream_RequestOverManyLines_IsStillOneLineAnEvent()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        const string Request = "{\"model\":\"anthropic.claude-3-haiku-20240307-v1:0\",\"input\":\"H\",\"stream\":true,\r\n\"metadata\":{\n\"a\" :\r\n\"b\"},\"tools\":[{\n\"type\":\"function\",\n\"name\":\"f\"\n}]}";

        using HttpResponseMessage response = await gateway.PostAsync("/v1/responses", Request);

        JsonElement last = Sse.Read(await response.Content.ReadAsStringAsync())[^1].GetProperty("response");
        Assert.Equal("f", last.GetProperty("tools")[0].GetProperty("name").GetString());
    }

    /// <summary>Texts of several blocks are parts of one message; a model that reuses an index begins a part all the same.</summary>
    [Fact]
    public async Task Stream_TextBlocks_ArePartsOfOneMessage()
    {
        byte[] body = WireBody.Of(
        [
            ("messageStart", """{"role":"assistant"}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":""}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"one"}}"""),
            ("contentBlockStop", """{"contentBlockIndex":0}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"two"}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"three"}}"""),
            ("messageStop", """{"stopReason":"end_turn"}"""),
        ]);

        JsonElement item = Assert.Single(Sse.Read((await RelayRun.OfAsync(body)).Answer)[^1].GetProperty("response").GetProperty("output").EnumerateArray());

        Assert.Equal(["one", "two", "three"], item.GetProperty("content").EnumerateArray().Select(static part => part.GetProperty("text").GetString()));
    }

    /// <summary>The same answer, whole: the object is the one that a stream ends with.</summary>
    [Fact]
    public async Task Whole_SameAnswer_IsTheObjectTheStreamEndsWith()
    {
        RelayRun run = await RelayRun.OfAsync(WireBody.Of(WireBody.Everything));
        var builder = new ConverseMessageBuilder();
        var sink = new ConverseEventSink();
        foreach ((string type, string payload) in WireBody.Everything)
        {
            sink.Clear();
            ConverseEventReader.Read(Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload), sink);
            builder.Add(sink.Events);
        }

        using var output = new Outcrop.Wire.Buffers.PooledBufferWriter();
        ResponsesAnswerWriter.Write(output, builder.Build(), new ResponsesIdentity("req_0123456789ab", "asked-for", 1_700_000_000), RelayRun.Request);

        using JsonDocument whole = JsonDocument.Parse(output.WrittenMemory);
        JsonElement streamed = Sse.Read(run.Answer)[^1].GetProperty("response");
        Assert.True(JsonElement.DeepEquals(Without(streamed), Without(whole.RootElement)), streamed + "\n" + whole.RootElement);

        // What brings a thought back escapes its text as it came; what it says is compared where it is read.
        static JsonElement Without(JsonElement response) =>
            JsonDocument.Parse(System.Text.RegularExpressions.Regex.Replace(response.GetRawText(), "\"oc1_[^\"]*\"", "null")).RootElement;
    }
}
