using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;

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
        """{"metadata":{"usage":{"inputTokens":1},"metrics":{}},"amazon-bedrock-invocationMetrics":{"inputTokenCount":1}}""",
    ];

    [Fact]
    public void Read_DamagedBytes_GiveAnAnswerOrABedrockException()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (int round = 0; round < 6_000; round++)
        {
            byte[] bytes = Damage(Encoding.UTF8.GetBytes(s_samples[random.Next(s_samples.Length)]), random);
            foreach (ModelFamily family in ModelFamilies.All)
            {
                Try(family, bytes, () => family.ReadResponse(bytes, default));
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

        return builder.IsComplete ? builder.Build() : null;
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
