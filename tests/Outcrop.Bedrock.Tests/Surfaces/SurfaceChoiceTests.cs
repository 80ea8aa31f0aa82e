using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Operations;
using Outcrop.Bedrock.Surfaces;

namespace Outcrop.Bedrock.Tests.Surfaces;

/// <summary>One switch per model decides surface, path and id; the ids of the two surfaces do not mix.</summary>
public sealed class SurfaceChoiceTests
{
    [Theory]
    [InlineData("openai.gpt-5.4", "Mantle OpenAIResponses openai.gpt-5.4 /openai/v1/responses")]
    [InlineData("openai.gpt-5.6-luna", "Mantle OpenAIResponses openai.gpt-5.6-luna /openai/v1/responses")]
    [InlineData("us.openai.gpt-5.6-luna", "Runtime OpenAIResponses us.openai.gpt-5.6-luna /openai/v1/responses")]
    [InlineData("openai.gpt-oss-120b", "Mantle OpenAIResponses openai.gpt-oss-120b /v1/responses")]
    [InlineData("xai.grok-4.3", "Mantle OpenAIResponses xai.grok-4.3 /openai/v1/responses")]
    [InlineData("openai.gpt-oss-120b-1:0", "Converse")]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", "Converse")]
    [InlineData("qwen.qwen3-32b-v1:0", "Converse")]
    public void Model_LeftToItself_GoesWhereItIsServed(string model, string expected) => Assert.Equal(expected, Choose(model, BedrockApi.Auto, new BedrockClientOptions()));

    [Theory]
    [InlineData("anthropic.claude-haiku-4-5-20251001-v1:0", "Mantle AnthropicMessages anthropic.claude-haiku-4-5 /anthropic/v1/messages")]
    [InlineData("us.anthropic.claude-opus-4-6-v1", "Mantle AnthropicMessages anthropic.claude-opus-4-6 /anthropic/v1/messages")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/openai.gpt-oss-20b-1:0", "Mantle OpenAIResponses openai.gpt-oss-20b /v1/responses")]
    [InlineData("qwen.qwen3-coder-480b-a35b-v1:0", "Mantle OpenAIChat qwen.qwen3-coder-480b-a35b-instruct /v1/chat/completions")]
    [InlineData("qwen.qwen3-235b-a22b-2507-v1:0", "Mantle OpenAIChat qwen.qwen3-235b-a22b-2507 /v1/chat/completions")]
    [InlineData("moonshot.kimi-k2-thinking", "Mantle OpenAIChat moonshotai.kimi-k2-thinking /v1/chat/completions")]
    [InlineData("deepseek.v3-v1:0", "Mantle OpenAIChat deepseek.v3.1 /v1/chat/completions")]
    [InlineData("google.gemma-4-31b", "Mantle OpenAIChat google.gemma-4-31b /openai/v1/chat/completions")]
    [InlineData("mistral.voxtral-mini-3b-2507", "Mantle OpenAIChat mistral.voxtral-mini-3b-2507 /v1/chat/completions")]
    public void Model_SwitchedToMantle_GoesByItsBareId(string model, string expected)
    {
        var options = new BedrockClientOptions { SurfaceByModel = { [model] = BedrockSurface.Mantle } };

        Assert.Equal(expected, Choose(model, BedrockApi.Auto, options));
    }

    [Theory]
    [InlineData("openai.gpt-oss-20b", BedrockApi.OpenAIChat, "Runtime OpenAIChat openai.gpt-oss-20b-1:0 /openai/v1/chat/completions")]
    [InlineData("qwen.qwen3-32b", BedrockApi.OpenAIChat, "Runtime OpenAIChat qwen.qwen3-32b-v1:0 /openai/v1/chat/completions")]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", BedrockApi.AnthropicMessages, "Runtime AnthropicMessages us.anthropic.claude-sonnet-4-20250514-v1:0 /anthropic/v1/messages")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", BedrockApi.OpenAIChat, "Runtime OpenAIChat arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc /openai/v1/chat/completions")]
    [InlineData("newcomer.model-1", BedrockApi.OpenAIChat, "Runtime OpenAIChat newcomer.model-1 /openai/v1/chat/completions")]
    public void Model_SwitchedToRuntime_GoesByItsOwnIdThere(string model, BedrockApi api, string expected)
    {
        var options = new BedrockClientOptions { SurfaceByModel = { [model] = BedrockSurface.Runtime }, ApiByModel = { [model] = api } };

        Assert.Equal(expected, Choose(model, BedrockApi.Auto, options));
    }

    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", BedrockSurface.Mantle, BedrockApi.OpenAIChat, "bare model ids only")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc", BedrockSurface.Mantle, BedrockApi.OpenAIChat, "bare model ids only")]
    [InlineData("eu.anthropic.claude-haiku-4-5-20251001-v1:0", BedrockSurface.Mantle, BedrockApi.AnthropicMessages, "lies outside of it")]
    [InlineData("us-gov.anthropic.claude-haiku-4-5-20251001-v1:0", BedrockSurface.Mantle, BedrockApi.AnthropicMessages, "lies outside of it")]
    [InlineData("openai.gpt-5.4", BedrockSurface.Runtime, BedrockApi.OpenAIResponses, "such as 'us.openai.gpt-5.4'")]
    [InlineData("openai.gpt-5.4", BedrockSurface.Mantle, BedrockApi.Converse, "bedrock-mantle has no Converse")]
    [InlineData("openai.gpt-5.4", BedrockSurface.Mantle, BedrockApi.InvokeModel, "bedrock-mantle has no InvokeModel")]
    public void Model_WithAnIdTheSurfaceCannotKnow_IsRefused(string model, BedrockSurface surface, BedrockApi api, string reason)
    {
        var options = new BedrockClientOptions { SurfaceByModel = { [model] = surface }, ApiByModel = { [model] = api } };

        BedrockException fault = Assert.Throws<BedrockException>(() => Choose(model, BedrockApi.Auto, options));

        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    private static string Choose(string model, BedrockApi asked, BedrockClientOptions options)
    {
        ModelId id = ModelId.Parse(model);
        BedrockApi api = ApiChoice.Choose(new ConverseRequest { ModelId = model }, id, asked, options);
        SurfaceRoute? route = SurfaceChoice.Find(id, api, "us-east-1", options, ModelCatalog.Default);
        return route is null ? api.ToString() : $"{route.Surface} {api} {route.Model} {route.Path}";
    }
}
