using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Tests.Converse;

namespace Outcrop.Bedrock.Tests.Families;

public class FamilyRequestTests
{
    [Theory]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1:0", "anthropic-messages")]
    [InlineData("global.anthropic.claude-opus-4-8", "anthropic-messages")]
    [InlineData("anthropic.claude-v2:1", "anthropic-text")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0", "anthropic-messages")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-tg1-large", "titan-text")]
    [InlineData("amazon.titan-text-express-v1", "titan-text")]
    [InlineData("us.amazon.nova-2-lite-v1:0", "nova")]
    [InlineData("cohere.command-light-text-v14", "cohere-command")]
    [InlineData("cohere.command-r-plus-v1:0", "cohere-command-r")]
    [InlineData("ai21.j2-ultra-v1", "ai21-jurassic2")]
    [InlineData("ai21.jamba-1-5-mini-v1:0", "ai21-jamba")]
    [InlineData("us.meta.llama4-scout-17b-instruct-v1:0", "meta-llama")]
    [InlineData("mistral.mixtral-8x7b-instruct-v0:1", "mistral-prompt")]
    [InlineData("us.mistral.pixtral-large-2502-v1:0", "mistral-chat")]
    [InlineData("openai.gpt-oss-20b-1:0", "openai-gpt-oss")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghij12", "generic")]
    [InlineData("arn:aws:sagemaker:us-east-1:123456789012:endpoint/e", "generic")]
    [InlineData("us.deepseek.r1-v1:0", "deepseek-r1")]
    [InlineData("deepseek.v3-v1:0", "openai-chat")]
    [InlineData("qwen.qwen3-32b-v1:0", "qwen")]
    [InlineData("anthropic.claude-instant-v1", "anthropic-text")]
    public void Find_ModelId_GivesItsFamily(string modelId, string family) =>
        // acceptance 3, row D3: ARNs and prefixes must not lead to another family.
        Assert.Equal(family, ModelFamilies.Find(ModelId.Parse(modelId)).Name);

    public static TheoryData<string> TextModels =>
        ["amazon.titan-text-express-v1", "cohere.command-text-v14", "ai21.j2-ultra-v1", "meta.llama3-8b-instruct-v1:0", "mistral.mistral-7b-instruct-v0:2", "us.deepseek.r1-v1:0", "anthropic.claude-v2", "unknown-model"];

    [Theory]
    [MemberData(nameof(TextModels))]
    public void WriteRequest_ImageForATextFamily_IsRefused(string modelId) =>
        AssertRefused(modelId, Conversation(new ImageBlock("png", new byte[] { 1 })));

    [Theory]
    [MemberData(nameof(TextModels))]
    public void WriteRequest_ToolsForATextFamily_AreRefused(string modelId)
    {
        ConverseRequest request = Conversation(new TextBlock("x"));
        request.ToolConfig = new ToolConfiguration([new ToolSpecification("n", null, RawJson.Parse("{}"))]);
        AssertRefused(modelId, request);
    }

    [Theory]
    [InlineData("amazon.titan-text-express-v1")]
    [InlineData("cohere.command-r-v1:0")]
    [InlineData("meta.llama3-8b-instruct-v1:0")]
    [InlineData("mistral.mistral-7b-instruct-v0:2")]
    [InlineData("us.deepseek.r1-v1:0")]
    [InlineData("qwen.qwen3-32b-v1:0")]
    [InlineData("unknown-model")]
    public void WriteRequest_NoParameters_SendsNone(string modelId)
    {
        // acceptance 3, row D4: temperature and top_p must not go out unless they are set.
        (string body, List<DroppedParameter> dropped) = Write(modelId, Conversation(new TextBlock("hello")));

        Assert.Empty(dropped);
        foreach (string name in (ReadOnlySpan<string>)["temperature", "top_p", "topP", "\"p\"", "max", "stop"])
        {
            Assert.DoesNotContain(name, body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("amazon.titan-text-express-v1", """{"inputText":"hello"}""")]
    [InlineData("cohere.command-text-v14", """{"prompt":"hello","max_tokens":4096}""")]
    [InlineData("ai21.j2-ultra-v1", """{"prompt":"hello","maxTokens":4096}""")]
    public void WriteRequest_OneTextAlone_IsJustThatText(string modelId, string expected)
    {
        (string body, _) = Write(modelId, Conversation(new TextBlock("hello")), stream: false);

        Assert.Equal(expected, body);
    }

    [Fact]
    public void WriteHeaders_GuardrailAndTier_BecomeInvokeModelsHeaders()
    {
        ConverseRequest request = Conversation(new TextBlock("x"));
        request.SetMember("guardrailConfig", RawJson.Parse("""{"guardrailIdentifier":"g1","guardrailVersion":"3","trace":"enabled_full","streamProcessingMode":"async"}"""));
        request.SetMember("performanceConfig", RawJson.Parse("""{"latency":"optimized"}"""));
        request.SetMember("serviceTier", RawJson.Parse("""{"type":"flex"}"""));
        request.SetMember("requestMetadata", RawJson.Parse("""{"k":"é"}"""));
        request.AdditionalMembers["brandNew"] = RawJson.Parse("1");
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        var dropped = new List<DroppedParameter>();

        InvokeModelParameters.WriteHeaders(request, headers, dropped);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["X-Amzn-Bedrock-GuardrailIdentifier"] = "g1",
                ["X-Amzn-Bedrock-GuardrailVersion"] = "3",
                ["X-Amzn-Bedrock-Trace"] = "ENABLED_FULL",
                ["X-Amzn-Bedrock-PerformanceConfig-Latency"] = "optimized",
                ["X-Amzn-Bedrock-Service-Tier"] = "flex",
                ["X-Amzn-Bedrock-Request-Metadata"] = """{"k":"\u00E9"}""",
            },
            headers);
        Assert.Equal(["guardrailConfig.streamProcessingMode", "brandNew"], dropped.Select(loss => loss.Name));
    }

    [Theory]
    [MemberData(nameof(TextModels))]
    public void WriteRequest_FormOfTheAnswerForATextFamily_IsRefused(string modelId)
    {
        ConverseRequest request = Conversation(new TextBlock("x"));
        request.OutputConfig = new OutputConfiguration { Format = new JsonOutputFormat(RawJson.Parse("{}")) };
        AssertRefused(modelId, request);
    }

    [Theory]
    [InlineData("guardrailConfig", "{}")]
    [InlineData("guardrailConfig", "3")]
    [InlineData("promptVariables", """{"x":{"text":"y"}}""")]
    public void WriteHeaders_WhatMustNotBeLost_IsRefused(string name, string value)
    {
        ConverseRequest request = Conversation(new TextBlock("x"));
        request.SetMember(name, RawJson.Parse(value));

        var fault = Assert.Throws<BedrockException>(() => InvokeModelParameters.WriteHeaders(request, new Dictionary<string, string>(), []));

        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
    }

    private static ConverseRequest Conversation(params ContentBlock[] blocks) => new() { ModelId = "m", Messages = [new Message(ConversationRole.User, blocks)] };

    private static void AssertRefused(string modelId, ConverseRequest request)
    {
        var fault = Assert.Throws<BedrockException>(() => Write(modelId, request));
        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
    }

    private static (string Body, List<DroppedParameter> Dropped) Write(string modelId, ConverseRequest request, bool stream = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var dropped = new List<DroppedParameter>();
        ModelId id = ModelId.Parse(modelId);
        ModelFamilies.Find(id).WriteRequest(request, id, stream, buffer, dropped);
        return (Encoding.UTF8.GetString(buffer.WrittenSpan), dropped);
    }
}
