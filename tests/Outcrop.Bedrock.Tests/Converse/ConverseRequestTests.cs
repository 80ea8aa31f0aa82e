using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Tests.Converse;

public class ConverseRequestTests
{
    [Theory]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"h\u00e9 \ud83d\ude00 \" \\ \n"}]}],"modelId":"x","system":[],"toolConfig":null}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"image":{"format":"png","name":"n","source":{"bytes":"AAEC/w=="}}},{"image":{"format":"png","source":{"s3Location":{"uri":"s3://b/k","bucketOwner":"1"}}}},{"image":{"format":"png","source":{"other":1}}}]}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"n","input":{"big":12345678901234567890,"f":1.10,"n":null},"type":"server_tool_use","extra":[1]}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"json":{"a":[1]}},{"text":"t"},{"document":{"name":"d"}}],"status":"error","type":"x"}},{"cachePoint":{"type":"default","ttl":"1h"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t","signature":"s+/=="}}},{"reasoningContent":{"redactedContent":"AAEC"}},{"reasoningContent":{}},{"citationsContent":{"citations":[{"title":"x"}],"content":[{"text":"a"},{"text":"b"}]}},{"guardContent":{"text":{"text":"g","qualifiers":["query"]}}}],"name":"kept"}]}""")]
    [InlineData("""{"messages":[],"inferenceConfig":{},"toolConfig":{"tools":[{"toolSpec":{"name":"n","description":"d","inputSchema":{"json":{"type":"object","$defs":{"é":{}}}},"strict":false,"new":1}},{"systemTool":{"name":"nova_grounding"}},{"cachePoint":{"type":"default"}}],"toolChoice":{"tool":{"name":"n"}}}}""")]
    [InlineData("""{"messages":[],"inferenceConfig":{"maxTokens":5,"temperature":1.0,"topP":0.25,"stopSequences":["a","b"],"topK":3,"x":null},"toolConfig":{"tools":[],"toolChoice":{"none":{}}}}""")]
    [InlineData("""{"messages":[],"inferenceConfig":{"stopSequences":[],"temperature":null},"additionalModelRequestFields":{"k":[1,2]},"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1","trace":"enabled"},"requestMetadata":{"a":"b"},"outputConfig":{"effort":"low"}}""")]
    public void Request_ReadAndWrittenAgain_IsTheSameJson(string json)
    {
        ConverseRequest request = ConverseRequestReader.Read(Encoding.UTF8.GetBytes(json), "m");

        JsonAssert.Equal(json, Write(request));
    }

    [Fact]
    public void Request_ToolUseWithoutInput_IsWrittenWithAnEmptyObject()
    {
        // acceptance 4.1 row 6: the empty string, null and no input at all mean {}.
        const string Json = """{"messages":[{"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"n","input":""}},{"toolUse":{"toolUseId":"b","name":"n"}},{"toolUse":{"toolUseId":"c","name":"n","input":null}}]}]}""";

        ConverseRequest request = ConverseRequestReader.Read(Encoding.UTF8.GetBytes(Json), "m");

        Assert.All(request.Messages[0].Content, block => Assert.Equal("{}", Assert.IsType<ToolUseBlock>(block).Input.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"messages\":[{\"content\":[]}]}")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":[{}]}]}")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"\\ud800\"}]}]}")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"*\"}}}]}]}")]
    [InlineData("{\"messages\":[],\"inferenceConfig\":{\"maxTokens\":99999999999}}")]
    public void Request_NotOfConverse_IsAValidationError(string json)
    {
        var fault = Assert.Throws<BedrockException>(() => ConverseRequestReader.Read(Encoding.UTF8.GetBytes(json), "m"));

        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
    }

    [Fact]
    public void Request_OpaqueMemberThatIsNoJson_IsRefusedInsteadOfWritten()
    {
        var request = new ConverseRequest { ModelId = "m", AdditionalModelRequestFields = new RawJson(Encoding.UTF8.GetBytes("{},\"a\":1")) };

        var fault = Assert.Throws<BedrockException>(() => Write(request));

        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
    }

    [Fact]
    public void Request_DeepSchema_Passes()
    {
        string schema = string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200);
        string json = """{"messages":[],"toolConfig":{"tools":[{"toolSpec":{"name":"n","inputSchema":{"json":SCHEMA}}}]}}""".Replace("SCHEMA", schema, StringComparison.Ordinal);

        byte[] written = Write(ConverseRequestReader.Read(Encoding.UTF8.GetBytes(json), "m"));

        Assert.Contains(schema, Encoding.UTF8.GetString(written), StringComparison.Ordinal);
    }

    private static byte[] Write(ConverseRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ConverseRequestWriter.Write(request, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
