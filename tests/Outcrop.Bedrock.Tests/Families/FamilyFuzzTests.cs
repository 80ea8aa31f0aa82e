using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Tests.Families;

/// <summary>Whatever bytes come as an answer or a chunk: an answer or a <see cref="BedrockException"/> and nothing else.</summary>
public class FamilyFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_122;

    private static readonly string[] s_samples =
    [
        """{"type":"message","content":[{"type":"text","text":"a"},{"type":"tool_use","id":"i","name":"n","input":{}},{"type":"redacted_thinking","data":"AA=="}],"stop_reason":"end_turn","usage":{"input_tokens":1}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"i","name":"n","input":{"a":1}}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"aé\n\u00e9"}}""",
        """{"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":4}}""",
        """{"completion":"a","stop_reason":null,"stop":null}""",
        """{"inputTextTokenCount":1,"results":[{"tokenCount":2,"outputText":"a","completionReason":null}]}""",
        """{"outputText":"a","index":0,"totalOutputTextTokenCount":null,"completionReason":null}""",
        """{"generations":[{"finish_reason":null,"text":"a"}]}""",
        """{"id":1,"completions":[{"data":{"text":"a"},"finishReason":{}}]}""",
        """{"generation":"a","stop_reason":null}""",
        """{"outputs":[{"text":"a","stop_reason":null}]}""",
        """{"choices":[{"delta":{"content":"<reasoning>a</reasoning>b","tool_calls":[{"index":0,"id":"i","function":{"name":"n","arguments":"{}"}}]},"finish_reason":null,"index":0}],"usage":null}""",
        """{"choices":[{"delta":{"content":"<reas\u006fning>a","tool_calls":[{"index":1,"function":{"name":"n","arguments":{"a":1}}},{"index":0,"id":"j","function":{"name":"m","arguments":"{"}}]},"finish_reason":"stop","index":0}]}""",
        """{"response_id":"r","text":"a","generation_id":"g","finish_reason":"COMPLETE","tool_calls":[{"name":"n","parameters":{"a":1}}]}""",
        """{"is_finished":true,"event_type":"stream-end","response":{"tool_calls":[{"name":"n"}],"generation_id":"g"},"finish_reason":"COMPLETE"}""",
        """{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t"}}},{"image":{"format":"png","source":{"bytes":"AA=="}}}]}},"usage":{"inputTokens":1}}""",
        """{"contentBlockDelta":{"delta":{"toolUse":{"input":"x"}},"contentBlockIndex":0}}""",
        """{"anthropic_version":"bedrock-2023-05-31","max_tokens":5,"system":"s","messages":[{"role":"user","content":[{"type":"text","text":"a","citations":[{"type":"char_location","cited_text":"c","document_index":0,"start_char_index":0,"end_char_index":1}]},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}},{"type":"tool_result","tool_use_id":"t","content":"c","is_error":true}]}],"tools":[{"name":"n","input_schema":{},"cache_control":{"type":"ephemeral"}}],"tool_choice":{"type":"auto"},"thinking":{"type":"enabled","budget_tokens":1}}""",
        """{"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"i","type":"function","function":{"name":"n","arguments":"{}"}}]},{"role":"tool","tool_call_id":"i","content":"r"}],"tools":[{"type":"function","function":{"name":"n","parameters":{}}}],"tool_choice":"auto","stop":"x"}""",
        """{"message":"m","chat_history":[{"role":"USER","message":"a"},{"role":"CHATBOT","message":"b"}],"documents":[{"title":"t","snippet":"s"}],"tool_results":[{"call":{"name":"n","parameters":{}},"outputs":[{"text":"o"}]}],"tools":[{"name":"n","description":"d","parameter_definitions":{"a":{"type":"str","required":true}}}]}""",
        """{"schemaVersion":"messages-v1","messages":[{"role":"user","content":[{"text":"a"}]}],"inferenceConfig":{"max_new_tokens":5,"topK":2},"toolConfig":{"tools":[{"toolSpec":{"name":"n","inputSchema":{"json":{}}}}]},"reasoningConfig":{"type":"enabled"}}""",
        """{"inputText":"a","textGenerationConfig":{"maxTokenCount":5,"stopSequences":[]}}""",
        """{"prompt":"\n\nHuman: a\n\nAssistant:","max_tokens":5,"stop":["x"],"k":1}""",
        """{"metadata":{"usage":{"inputTokens":1},"metrics":{}},"amazon-bedrock-invocationMetrics":{"inputTokenCount":1}}""",
    ];

    [Fact]
    public void Read_DamagedBytes_GiveAnAnswerOrABedrockException()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (int round = 0; round < 4_000; round++)
        {
            byte[] bytes = Damage(Encoding.UTF8.GetBytes(s_samples[random.Next(s_samples.Length)]), random);
            foreach (ModelFamily family in ModelFamilies.All)
            {
                Try(family, bytes, () => family.ReadResponse(bytes, default));
                Try(family, bytes, () => ReadRequest(family, bytes));
                if (family.SupportsStreaming)
                {
                    Try(family, bytes, () => ReadChunks(family, bytes));
                }
            }

            var sink = new ConverseEventSink();
            Try(null, bytes, () => { ConverseEventReader.Read("contentBlockDelta"u8, bytes, sink); return null; });
            Try(null, bytes, () => { ConverseEventReader.Read("contentBlockStart"u8, bytes, sink); return null; });
            Try(null, bytes, () => { ConverseEventReader.Read("metadata"u8, bytes, sink); return null; });
            Try(null, bytes, () => ConverseRequestReader.Read(bytes, "m"));
        }
    }

    private static object? ReadChunks(ModelFamily family, byte[] bytes)
    {
        FamilyStreamReader reader = family.CreateStreamReader();
        var sink = new ConverseEventSink();
        var builder = new ConverseMessageBuilder();
        for (int i = 0; i < 2; i++)
        {
            sink.Clear();
            reader.Read(bytes, sink);
            builder.Add(sink.Events);
        }

        if (builder.IsComplete)
        {
            Assert.True(SaysItEnded(bytes), $"{family.Name} took this for an end: {Encoding.UTF8.GetString(bytes)}");
        }

        return builder.IsComplete ? builder.Build() : null;
    }

    /// <summary>Whatever else is wrong with a chunk: without a reason, a guardrail's action, or the message's own end in it, nothing has ended.</summary>
    private static bool SaysItEnded(ReadOnlySpan<byte> chunk)
    {
        foreach (string mark in (ReadOnlySpan<string>)["stop_reason", "finish_reason", "stopReason", "completionReason", "\"reason\"", "message_stop", "guardrailAction"])
        {
            if (chunk.IndexOf(Encoding.UTF8.GetBytes(mark)) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What could be read as a request is written again, or refused; nothing else.</summary>
    private static object? ReadRequest(ModelFamily family, byte[] bytes)
    {
        ConverseRequest request = family.ReadRequest(bytes, "m", keepsBody: true);
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        family.WriteRequest(request, Outcrop.Bedrock.Catalog.ModelId.Parse("m"), stream: true, body, []);
        using System.Text.Json.JsonDocument written = System.Text.Json.JsonDocument.Parse(body.WrittenMemory);
        return request;
    }

    [Fact]
    public void Read_RandomBytes_NeverEnd()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (int round = 0; round < 2_000; round++)
        {
            byte[] bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            foreach (ModelFamily family in ModelFamilies.All)
            {
                Assert.Throws<BedrockException>(() => family.ReadResponse(bytes, default));
                Assert.Throws<BedrockException>(() => family.ReadRequest(bytes, "m"));
                if (family.SupportsStreaming)
                {
                    Try(family, bytes, () => { Assert.Null(ReadChunks(family, bytes)); return null; });
                }
            }
        }
    }

    private static void Try(ModelFamily? family, byte[] bytes, Func<object?> read)
    {
        try
        {
            read();
        }
        catch (BedrockException)
        {
            // The one exception there is.
        }
        catch (Exception fault)
        {
            Assert.Fail($"{family?.Name ?? "Converse"}: {fault.GetType().Name} {fault.Message} at {Encoding.UTF8.GetString(bytes)}\n{fault.StackTrace}");
        }
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        byte[] junk = "{}[]\",:0nulltrue\\u"u8.ToArray();
        for (int i = random.Next(4); i > 0 && bytes.Length > 1; i--)
        {
            switch (random.Next(4))
            {
                case 0:
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes = bytes[..random.Next(1, bytes.Length)];
                    break;
                case 2:
                    bytes[random.Next(bytes.Length)] = junk[random.Next(junk.Length)];
                    break;
                default:
                    // A value of another kind, in place of one.
                    string text = Encoding.UTF8.GetString(bytes);
                    string[] values = ["\"a\"", "null", "{}", "[]", "1", "\"\\ud800\""];
                    string[] parts = text.Split(values[random.Next(values.Length)]);
                    bytes = Encoding.UTF8.GetBytes(string.Join(values[random.Next(values.Length)], parts));
                    break;
            }
        }

        return bytes;
    }
}
