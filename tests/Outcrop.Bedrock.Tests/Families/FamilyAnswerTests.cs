using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Bedrock.Tests.Converse;

namespace Outcrop.Bedrock.Tests.Families;

public class FamilyAnswerTests
{
    private const string Titan = "amazon.titan-text-express-v1";
    private const string Cohere = "cohere.command-text-v14";
    private const string Jurassic = "ai21.j2-ultra-v1";
    private const string Llama = "meta.llama3-8b-instruct-v1:0";
    private const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Unknown = "some-endpoint";

    [Theory]
    [InlineData(Titan, """{"inputTextTokenCount":28.0,"results":[{"tokenCount":197.0,"outputText":"a","completionReason":"FINISH"}]}""", "a", "end_turn", 28, 197)]
    [InlineData(Titan, """{"inputTextTokenCount":1,"results":[{"tokenCount":2,"outputText":"a","completionReason":"LENGTH"}]}""", "a", "max_tokens", 1, 2)]
    [InlineData(Titan, """{"inputTextTokenCount":1,"results":[{"tokenCount":2,"outputText":"no","completionReason":"FINISH"}],"amazon-bedrock-guardrailAction":"INTERVENED"}""", "no", "guardrail_intervened", 1, 2)]
    [InlineData(Cohere, """{"generations":[{"finish_reason":"ERROR_TOXIC","id":"x","text":"a"}],"id":"y","prompt":"p"}""", "a", "content_filtered", 7, 9)]
    [InlineData(Cohere, """{"generations":[{"finish_reason":"SOMETHING_NEW","text":"a"}]}""", "a", "SOMETHING_NEW", 7, 9)]
    [InlineData(Jurassic, """{"id":1234,"prompt":{"text":"p","tokens":[]},"completions":[{"data":{"text":"a","tokens":[]},"finishReason":{"reason":"endoftext"}}]}""", "a", "end_turn", 7, 9)]
    [InlineData(Jurassic, """{"id":1234,"completions":[{"data":{"text":"a"},"finishReason":{"reason":"stop"}}]}""", "a", "stop_sequence", 7, 9)]
    [InlineData(Llama, """{"generation":"a","prompt_token_count":3,"generation_token_count":4,"stop_reason":"length"}""", "a", "max_tokens", 3, 4)]
    [InlineData(Llama, """{"amazon-bedrock-guardrailAction":"INTERVENED","generation":"Guardrail blocked the input."}""", "Guardrail blocked the input.", "guardrail_intervened", 7, 9)]
    [InlineData(Claude, """{"type":"message","role":"assistant","content":[],"stop_reason":"end_turn","usage":{"input_tokens":4,"cache_read_input_tokens":1209,"output_tokens":5}}""", "", "end_turn", 4, 5)]
    [InlineData(Claude, """{"completion":" hi","stop_reason":"stop_sequence","stop":"\n\nHuman:"}""", " hi", "end_turn", 7, 9)]
    [InlineData(Claude, """{"completion":" hi","stop_reason":"stop_sequence","stop":"END"}""", " hi", "stop_sequence", 7, 9)]
    [InlineData(Unknown, """[{"generated_text":"a"}]""", "a", "end_turn", 7, 9)]
    [InlineData(Unknown, """{"object":"text_completion","choices":[{"text":"a","finish_reason":"length"}],"usage":{"prompt_tokens":10,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens":2}}""", "a", "max_tokens", 6, 2)]
    [InlineData(Unknown, """{"outputs":[{"text":"a","stop_reason":"stop"}]}""", "a", "end_turn", 7, 9)]
    public void ReadResponse_Answer_GivesTextReasonAndUsage(string modelId, string body, string text, string reason, int input, int output)
    {
        ConverseResponse answer = Family(modelId).ReadResponse(Encoding.UTF8.GetBytes(body), new InvokeModelHeaders(7, 9));

        Assert.Equal((text, reason), (answer.Text, answer.StopReason.Value));
        Assert.Equal((input, output), (answer.Usage!.InputTokens, answer.Usage.OutputTokens));
    }

    [Fact]
    public void ReadResponse_NoCountAnywhere_HasNoUsage() =>
        Assert.Null(Family(Cohere).ReadResponse("""{"generations":[{"finish_reason":"COMPLETE","text":"a"}]}"""u8.ToArray(), default).Usage);

    [Theory]
    [InlineData(Titan, "{}")]
    [InlineData(Titan, """{"results":[]}""")]
    [InlineData(Llama, """{"generation":"a"}""")]
    [InlineData(Claude, """{"content":[],"stop_reason":null}""")]
    [InlineData(Cohere, "null")]
    [InlineData(Unknown, """{"what":1}""")]
    public void ReadResponse_BodyThatIsNotTheFamilys_IsAnError(string modelId, string body)
    {
        // acceptance 3, row D1: a failure is never answer text.
        var fault = Assert.Throws<BedrockException>(() => Family(modelId).ReadResponse(Encoding.UTF8.GetBytes(body), default));

        Assert.Equal(BedrockErrorKind.UnexpectedResponse, fault.Kind);
    }

    [Fact]
    public void ReadResponse_ClaudesThoughts_GoBackByteForByte()
    {
        // acceptance 4.1 row 17.
        const string Data = "EroKAgT/+\\u002b=é";
        const string Body = """{"type":"message","content":[{"type":"thinking","thinking":"t","signature":"S/+=="},{"type":"redacted_thinking","data":"EroKAgT/+\\u002b=é"},{"type":"tool_use","id":"i","name":"n","input":{"x":1.50}},{"type":"text","text":"a"}],"stop_reason":"tool_use"}""";
        ConverseResponse answer = Family(Claude).ReadResponse(Encoding.UTF8.GetBytes(Body), default);
        var request = new ConverseRequest { ModelId = Claude, Messages = [answer.Message] };
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();

        // Once through Converse's own form, as when the caller keeps it.
        ConverseRequestWriter.Write(request, buffer);
        ConverseRequest kept = ConverseRequestReader.Read(buffer.WrittenMemory, Claude);
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        Family(Claude).WriteRequest(kept, ModelId.Parse(Claude), stream: false, body, []);

        using var document = System.Text.Json.JsonDocument.Parse(body.WrittenMemory);
        System.Text.Json.JsonElement blocks = document.RootElement.GetProperty("messages")[0].GetProperty("content");
        Assert.Equal("S/+==", blocks[0].GetProperty("signature").GetString());
        Assert.Equal(Data, blocks[1].GetProperty("data").GetString());
        Assert.Equal("""{"x":1.50}""", blocks[2].GetProperty("input").GetRawText());
    }

    [Theory]
    [InlineData("overloaded_error", BedrockErrorKind.ServiceUnavailable)]
    [InlineData("rate_limit_error", BedrockErrorKind.Throttling)]
    [InlineData("brand_new_error", BedrockErrorKind.ModelStreamError)]
    public void Stream_ClaudesErrorEvent_IsAnException(string type, BedrockErrorKind kind)
    {
        // acceptance 4.1 row 3.
        FamilyStreamReader reader = Family(Claude).CreateStreamReader();

        var fault = Assert.Throws<BedrockException>(() => reader.Read(Encoding.UTF8.GetBytes($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"m"}}"""), new ConverseEventSink()));

        Assert.Equal((kind, "m"), (fault.Kind, fault.Message));
    }

    [Theory]
    [InlineData(Claude, "text text -stop- end_turn usage 3/4", """{"type":"message_start","message":{"usage":{"input_tokens":3,"output_tokens":1}}}""", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"text"}}""", """{"type":"ping"}""", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"text"}}""", """{"type":"content_block_stop","index":0}""", """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}""", """{"type":"message_stop"}""")]
    [InlineData(Claude, "-stop- guardrail_intervened usage none", """{"type":"message_start","message":{}}""", """{"type":"content_block_stop","index":0}""", """{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""", """{"type":"message_stop","amazon-bedrock-guardrailAction":"INTERVENED"}""")]
    [InlineData(Claude, "", """{"type":"message_start","message":{}}""", """{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""")]
    [InlineData(Cohere, "all -stop- max_tokens usage 1/2", """{"generations":[{"id":"x","text":"all","finish_reason":"MAX_TOKENS"}],"amazon-bedrock-invocationMetrics":{"inputTokenCount":1,"outputTokenCount":2}}""")]
    [InlineData(Cohere, "a -stop- max_tokens usage 1/2", """{"index":0,"is_finished":false,"text":"a"}""", """{"index":1,"is_finished":false,"text":"other"}""", """{"finish_reason":"MAX_TOKENS","is_finished":true,"amazon-bedrock-invocationMetrics":{"inputTokenCount":1,"outputTokenCount":2}}""")]
    [InlineData(Llama, "a b -stop- end_turn usage 5/9", """{"generation":"a","prompt_token_count":5,"generation_token_count":1,"stop_reason":null}""", """{"generation":"b","prompt_token_count":null,"generation_token_count":9,"stop_reason":"stop"}""")]
    [InlineData(Llama, "a usage 1/2", """{"generation":"a","stop_reason":null}""", """{"amazon-bedrock-invocationMetrics":{"inputTokenCount":1,"outputTokenCount":2}}""")]
    [InlineData(Titan, "no -stop- guardrail_intervened usage 3/4", """{"outputText":"no","index":0.0,"totalOutputTextTokenCount":4.0,"inputTextTokenCount":3.0,"amazon-bedrock-guardrailAction":"INTERVENED"}""")]
    [InlineData("openai.gpt-oss-20b-1:0", "~think ~more answer<reasoning> -stop- end_turn usage 1/2", """{"choices":[{"delta":{"role":"assistant","content":""},"index":0}]}""", """{"choices":[{"delta":{"content":"<reasoning>think</reasoning>"},"index":0}]}""", """{"choices":[{"delta":{"content":"<reasoning>more</reasoning>answer<reasoning>"},"index":0}]}""", """{"choices":[{"delta":{},"finish_reason":"stop","index":0}]}""", """{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}""")]
    [InlineData("openai.gpt-oss-20b-1:0", "~thi ~nk a<b -stop- end_turn", """{"choices":[{"delta":{"content":"<reas"},"index":0}]}""", """{"choices":[{"delta":{"content":"oning>thi"},"index":0}]}""", """{"choices":[{"delta":{"content":"nk\u003c\/reason"},"index":0}]}""", """{"choices":[{"delta":{"content":"ing>a<b"},"finish_reason":"stop","index":0}]}""")]
    [InlineData("openai.gpt-oss-20b-1:0", "<reas -stop- end_turn", """{"choices":[{"delta":{"content":"<reas"},"index":0}]}""", """{"choices":[{"delta":{},"finish_reason":"stop","index":0}]}""")]
    [InlineData("us.deepseek.r1-v1:0", "~hm ~<hm yes -stop- end_turn", """{"choices":[{"index":0,"text":"hm","stop_reason":null}]}""", """{"choices":[{"index":0,"text":"<","stop_reason":null}]}""", """{"choices":[{"index":0,"text":"hm</thi","stop_reason":null}]}""", """{"choices":[{"index":0,"text":"nk>yes","stop_reason":"stop"}]}""")]
    [InlineData("ai21.jamba-1-5-mini-v1:0", "a -stop- end_turn usage 1/2 usage 3/4", """{"choices":[{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""", """{"choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop","stop_reason":518}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""", """{"amazon-bedrock-invocationMetrics":{"inputTokenCount":3,"outputTokenCount":4}}""")]
    [InlineData("cohere.command-r-v1:0", "a -stop- tool_use usage 1/2", """{"is_finished":false,"event_type":"text-generation","text":"a"}""", """{"is_finished":false,"event_type":"citation-generation","citations":[{"text":"x"}]}""", """{"is_finished":true,"event_type":"stream-end","response":{"text":"a","generation_id":"g","tool_calls":[{"name":"n","parameters":{"b":1}}]},"finish_reason":"COMPLETE","amazon-bedrock-invocationMetrics":{"inputTokenCount":1,"outputTokenCount":2}}""")]
    [InlineData("us.amazon.nova-micro-v1:0", "a b -stop- max_tokens usage 1/2", """{"messageStart":{"role":"assistant"}}""", """{"contentBlockDelta":{"delta":{"text":"a"},"contentBlockIndex":0}}""", """{"contentBlockStop":{"contentBlockIndex":0}}""", """{"contentBlockDelta":{"delta":{"text":"b"},"contentBlockIndex":21}}""", """{"contentBlockStop":{"contentBlockIndex":21}}""", """{"messageStop":{"stopReason":"max_tokens"}}""", """{"metadata":{"usage":{"inputTokens":9,"outputTokens":9},"metrics":{}},"amazon-bedrock-invocationMetrics":{"inputTokenCount":1,"outputTokenCount":2}}""")]
    public void Stream_Chunks_GiveTheEvents(string modelId, string expected, params string[] chunks)
    {
        FamilyStreamReader reader = Family(modelId).CreateStreamReader();
        var sink = new ConverseEventSink();
        var story = new List<string>();
        foreach (string chunk in chunks)
        {
            sink.Clear();
            reader.Read(Encoding.UTF8.GetBytes(chunk), sink);
            foreach (ref readonly ConverseEvent item in sink.Events)
            {
                switch (item.Kind)
                {
                    case ConverseEventKind.TextDelta:
                        story.Add(item.Text.GetString());
                        break;
                    case ConverseEventKind.ReasoningTextDelta:
                        story.Add("~" + item.Text.GetString());
                        break;
                    case ConverseEventKind.MessageStop:
                        story.Add("-stop- " + item.StopReason);
                        break;
                    case ConverseEventKind.Metadata:
                        story.Add(item.Usage is { } usage ? $"usage {usage.InputTokens}/{usage.OutputTokens}" : "usage none");
                        break;
                    default:
                        break;
                }
            }
        }

        Assert.Equal(expected, string.Join(' ', story.Where(word => word.Length > 0)));
    }

    [Fact]
    public void Stream_ToolCallsToAndFro_AreBlocksOneAfterTheOther()
    {
        FamilyStreamReader reader = Family("openai.gpt-oss-20b-1:0").CreateStreamReader();
        string[] chunks =
        [
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"first","arguments":""}}]},"index":0}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":1,"id":"b","function":{"name":"second","arguments":"{\"y\""}}]},"index":0}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":"}},{"index":1,"function":{"arguments":":2"}}]},"index":0}]}""",
            """{"choices":[{"delta":{"content":"and text","tool_calls":[{"index":0,"function":{"arguments":"1}"}},{"index":1,"function":{"arguments":"}"}}]},"index":0}]}""",
            """{"choices":[{"delta":{},"finish_reason":"tool_calls","index":0}]}""",
        ];
        var sink = new ConverseEventSink();
        var builder = new ConverseMessageBuilder();
        var order = new List<string>();
        foreach (string chunk in chunks)
        {
            sink.Clear();
            reader.Read(Encoding.UTF8.GetBytes(chunk), sink);
            foreach (ref readonly ConverseEvent item in sink.Events)
            {
                order.Add($"{item.Kind}{item.BlockIndex}");
            }

            builder.Add(sink.Events);
        }

        Assert.Equal(
            "MessageStart0 ToolUseStart0 ToolInputDelta0 ToolInputDelta0 ContentBlockStop0 ToolUseStart1 ToolInputDelta1 ContentBlockStop1 TextDelta2 ContentBlockStop2 MessageStop0",
            string.Join(' ', order));
        Assert.Equal(
            ["a first {\"x\":1}", "b second {\"y\":2}"],
            builder.Build().Message.Content.OfType<ToolUseBlock>().Select(call => $"{call.ToolUseId} {call.Name} {call.Input}"));
    }

    [Theory]
    [InlineData("us.deepseek.r1-v1:0", """{"choices":[{"text":"hm</think>yes","stop_reason":"stop"}]}""", "hm", "yes")]
    [InlineData("us.deepseek.r1-v1:0", """{"choices":[{"text":"<think>\nhm","stop_reason":"length"}]}""", "\nhm", "")]
    [InlineData("openai.gpt-oss-20b-1:0", """{"choices":[{"message":{"content":"<reasoning>a</reasoning><reasoning>b</reasoning>c<reasoning>"},"finish_reason":"stop"}]}""", "ab", "c<reasoning>")]
    [InlineData("qwen.qwen3-32b-v1:0", """{"choices":[{"message":{"content":"c","reasoning_content":"a"},"finish_reason":"stop"}]}""", "a", "c")]
    public void ReadResponse_ReasoningInTheText_IsParted(string modelId, string body, string reasoning, string text)
    {
        ConverseResponse answer = Family(modelId).ReadResponse(Encoding.UTF8.GetBytes(body), default);

        Assert.Equal((reasoning, text), (string.Concat(answer.Message.Content.OfType<ReasoningBlock>().Select(block => block.Text)), answer.Text));
    }

    [Fact]
    public void ReadResponse_CommandRsCallsAndCitations_AreKept()
    {
        const string Body = """{"response_id":"r","generation_id":"g","text":"","finish_reason":"COMPLETE","tool_calls":[{"name":"n","parameters":{"x":1.50}},{"name":"m","parameters":{}}],"citations":[{"start":0,"end":2}]}""";
        ConverseResponse answer = Family("cohere.command-r-v1:0").ReadResponse(Encoding.UTF8.GetBytes(Body), default);

        Assert.Equal(StopReason.ToolUse, answer.StopReason);
        Assert.Equal(["""g-0 n {"x":1.50}""", "g-1 m {}"], answer.Message.Content.Cast<ToolUseBlock>().Select(call => $"{call.ToolUseId} {call.Name} {call.Input}"));
        Assert.Equal("""[{"start":0,"end":2}]""", answer.AdditionalMembers["citations"].ToString());
    }

    [Fact]
    public void Stream_ClaudesTextDelta_AllocatesNothing()
    {
        byte[] chunk = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"some text with \n an escape"}}"""u8.ToArray();
        FamilyStreamReader reader = Family(Claude).CreateStreamReader();
        var sink = new ConverseEventSink();

        long allocated = AllocationMeter.Measure(() =>
        {
            sink.Clear();
            reader.Read(chunk, sink);
        });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Stream_ChunkFrameOfATextFamily_AllocatesNothing()
    {
        byte[] payload = Encoding.UTF8.GetBytes($$"""{"bytes":"{{Convert.ToBase64String("""{"generation":"some text","prompt_token_count":null,"generation_token_count":7,"stop_reason":null}"""u8)}}","p":"abcd"}""");
        using var reader = new InvokeChunkReader(Family(Llama).CreateStreamReader());
        var sink = new ConverseEventSink();

        long allocated = AllocationMeter.Measure(() =>
        {
            sink.Clear();
            reader.Read("chunk"u8, payload, sink);
        });

        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData("""{"p":"x"}""")]
    [InlineData("""{"bytes":"***"}""")]
    [InlineData("""{"bytes":3}""")]
    [InlineData("""{"bytes":"bm8ganNvbg=="}""")]
    [InlineData("")]
    public void Stream_FrameThatIsNoChunk_IsAnError(string payload)
    {
        using var reader = new InvokeChunkReader(Family(Claude).CreateStreamReader());

        var fault = Assert.Throws<BedrockException>(() => reader.Read("chunk"u8, Encoding.UTF8.GetBytes(payload), new ConverseEventSink()));

        Assert.Equal(BedrockErrorKind.UnexpectedResponse, fault.Kind);
    }

    private static ModelFamily Family(string modelId) => ModelFamilies.Find(ModelId.Parse(modelId));
}
