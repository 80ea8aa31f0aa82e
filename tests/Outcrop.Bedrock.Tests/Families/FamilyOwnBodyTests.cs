using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Tests.Converse;

namespace Outcrop.Bedrock.Tests.Families;

/// <summary>Bodies with the members that no recording has: read and written again they are the same, and nothing is reported lost.</summary>
public class FamilyOwnBodyTests
{
    [Theory]
    [InlineData("anthropic.claude-sonnet-4-5-20250929-v1:0", """{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["b"],"max_tokens":9,"metadata":{"user_id":"u"},"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[{"role":"user","content":[{"type":"search_result","source":"https://a","title":"t","content":[{"type":"text","text":"x"}],"citations":{"enabled":true}},{"type":"image","source":{"type":"url","url":"https://b/c.png"}},{"type":"document","source":{"type":"file","file_id":"f"},"title":"d"},{"type":"tool_result","tool_use_id":"i","is_error":false},{"type":"tool_result","tool_use_id":"j","content":[]},{"type":"text","text":"q","new":1}]},{"role":"assistant","content":[{"type":"server_tool_use","id":"i","name":"web_search","input":{"q":1.50},"caller":{"type":"direct"}},{"type":"web_search_tool_result","tool_use_id":"i","content":[{"type":"web_search_result","encrypted_content":"E"}]},{"type":"text","text":"a","citations":[{"type":"char_location","cited_text":"c","document_index":0,"document_title":"d","start_char_index":1,"end_char_index":2}]},{"type":"text","text":"b","citations":[{"type":"web_search_result_location","url":"u","title":null,"cited_text":"c","encrypted_index":"x"}]}]}],"thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object"}}},"tools":[{"type":"custom","name":"n","input_schema":{"type":"object"},"eager":true},{"type":"web_search_20250305","name":"web_search","max_uses":2}],"tool_choice":{"type":"any","disable_parallel_tool_use":true}}""")]
    [InlineData("anthropic.claude-sonnet-4-5-20250929-v1:0", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"content","content":"whole"}},{"type":"document","source":{"type":"content","content":[{"type":"text","text":"p"}]}},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"no base64 at all"}}]}],"tools":[{"type":null,"name":"t","input_schema":{}}]}""")]
    [InlineData("anthropic.claude-v2", """{"prompt":"no template","max_tokens_to_sample":5,"top_k":3,"stop_sequences":["\n"]}""")]
    [InlineData("qwen.qwen3-32b-v1:0", """{"messages":[{"role":"developer","content":[{"type":"text","text":"s"}]},{"role":"user","name":"n","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA+/","detail":"low"}},{"type":"file","file":{"file_id":"f"}}]},{"role":"assistant","content":null,"refusal":null,"reasoning_content":"r","tool_calls":[{"id":"i","type":"function","function":{"name":"n","arguments":""}}]},{"role":"tool","tool_call_id":"i","content":[{"type":"text","text":"x"}]},{"role":"user","content":""}],"max_completion_tokens":5,"stop":"x","tools":[{"type":"function","function":{"name":"n"}}],"tool_choice":"none","response_format":{"type":"json_schema","json_schema":{"name":"o","strict":true,"schema":{}}},"reasoning_effort":"low","seed":1}""")]
    [InlineData("cohere.command-r-v1:0", """{"message":"m","preamble":"p","chat_history":[{"role":"USER","message":"a"},{"role":"CHATBOT","message":"b"}],"documents":[{"title":"t","snippet":"s"}],"tools":[{"name":"n","description":"d","parameter_definitions":{"a":{"type":"List[str]","required":true}}}],"tool_results":[{"call":{"name":"n","parameters":{"a":1}},"outputs":[{"x":1},{"text":"y"}]}],"k":3,"prompt_truncation":"OFF"}""")]
    [InlineData("amazon.nova-2-lite-v1:0", """{"messages":[{"role":"user","content":[{"text":"a"}]}],"inferenceConfig":{"max_new_tokens":5,"top_k":2,"new":1,"stopSequences":[]},"reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}}""")]
    [InlineData("amazon.titan-text-lite-v1", """{"inputText":"User: a\nBot:","textGenerationConfig":{"maxTokenCount":5,"new":1}}""")]
    [InlineData("unknown-model", """{"inputs":"x","parameters":{"top_p":1}}""")]
    public void Body_ReadAndWrittenAgain_IsTheSameJson(string modelId, string json)
    {
        ModelId id = ModelId.Parse(modelId);
        ModelFamily family = ModelFamilies.Find(id);
        var output = new ArrayBufferWriter<byte>();
        var dropped = new List<DroppedParameter>();

        ConverseRequest request = family.ReadRequest(Encoding.UTF8.GetBytes(json), modelId, keepsBody: true);
        family.WriteRequest(request, id, stream: true, output, dropped);

        JsonAssert.Equal(json, output.WrittenSpan);
        Assert.Empty(dropped);
    }
}
