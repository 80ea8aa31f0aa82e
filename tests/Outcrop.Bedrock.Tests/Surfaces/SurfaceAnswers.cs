namespace Outcrop.Bedrock.Tests.Surfaces;

/// <summary>Answers of each dialect, whole and as streams, written for these tests: a thought, the text "Hi “you”", a call of <c>add</c>.</summary>
internal static class SurfaceAnswers
{
    public const string Text = "Hi \"you\"";

    public const string Responses =
        """
        {"id":"resp_1","object":"response","created_at":1.0,"status":"completed","error":null,"incomplete_details":null,"model":"m","output":[
        {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"c2VjcmV0"},
        {"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Hi \"you\"","annotations":[]}]},
        {"type":"function_call","id":"fc_1","call_id":"call_1","name":"add","arguments":"{\"a\":1}","status":"completed"}],
        "usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":3},"total_tokens":17}}
        """;

    public const string Chat =
        """
        {"id":"c1","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":"Hi \"you\"","reasoning":"hm","refusal":null,
        "tool_calls":[{"id":"call_1","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]}}],"usage":{"prompt_tokens":10,"completion_tokens":7,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":4}}}
        """;

    public const string Messages =
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"text","text":"Hi \"you\""},
        {"type":"tool_use","id":"call_1","name":"add","input":{"a":1}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":6,"cache_read_input_tokens":4,"output_tokens":7}}
        """;

    private static readonly string s_responsesEnd = Responses.ReplaceLineEndings("");

    public static string ChatStream { get; } = Sse(
        """{"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"hm"},"finish_reason":null}]}""",
        """{"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Hi "},"finish_reason":null}]}""",
        """{"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"\"you\""},"finish_reason":null}]}""",
        """{"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"add","arguments":""}}]},"finish_reason":null}]}""",
        """{"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1}"}}]},"finish_reason":null}]}""",
        """{"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
        """{"id":"c1","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":7,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":4}}}""",
        "[DONE]");

    public static string ResponsesStream { get; } = Sse(
        """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","error":null,"output":[]}}""",
        """{"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[]}}""",
        """{"type":"response.reasoning_summary_part.added","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}""",
        """{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"hm"}""",
        """{"type":"response.reasoning_summary_text.done","output_index":0,"summary_index":0,"text":"hm"}""",
        """{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"c2VjcmV0"}}""",
        """{"type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"msg_1","role":"assistant","content":[]}}""",
        """{"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"Hi "}""",
        """{"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"\"you\""}""",
        """{"type":"response.output_text.done","output_index":1,"content_index":0,"text":"Hi \"you\""}""",
        """{"type":"response.output_item.done","output_index":1,"item":{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"Hi \"you\"","annotations":[]}]}}""",
        """{"type":"response.output_item.added","output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"add","arguments":""}}""",
        """{"type":"response.function_call_arguments.delta","output_index":2,"delta":"{\"a\":"}""",
        """{"type":"response.function_call_arguments.delta","output_index":2,"delta":"1}"}""",
        """{"type":"response.function_call_arguments.done","output_index":2,"arguments":"{\"a\":1}"}""",
        """{"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"add","arguments":"{\"a\":1}"}}""",
        $$"""{"type":"response.completed","response":{{s_responsesEnd}}}""");

    public static string MessagesStream { get; } = Sse(
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":6,"cache_read_input_tokens":4,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """{"type":"ping"}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi \"you\""}}""",
        """{"type":"content_block_stop","index":1}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"call_1","name":"add","input":{}}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}""",
        """{"type":"content_block_stop","index":2}""",
        """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":7}}""",
        """{"type":"message_stop"}""");

    public static (BedrockApi Api, string Whole, string Stream)[] All { get; } =
    [
        (BedrockApi.OpenAIChat, Chat, ChatStream),
        (BedrockApi.OpenAIResponses, Responses, ResponsesStream),
        (BedrockApi.AnthropicMessages, Messages, MessagesStream),
    ];

    /// <summary>Events without names, as bedrock-mantle sends them.</summary>
    public static string Sse(params ReadOnlySpan<string> data)
    {
        var text = new System.Text.StringBuilder();
        foreach (string one in data)
        {
            text.Append("data: ").Append(one).Append("\n\n");
        }

        return text.ToString();
    }
}
