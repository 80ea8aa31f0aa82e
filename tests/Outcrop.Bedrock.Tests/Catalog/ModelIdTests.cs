using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Tests.Catalog;

/// <summary>Acceptance rows 15 and 16, and D3: every form of identifier, and the provider behind each.</summary>
public sealed class ModelIdTests
{
    private const string Arn = "arn:aws:bedrock:us-east-1:123456789012:";

    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", ModelIdKind.FoundationModel, "anthropic.claude-3-haiku-20240307-v1:0", "anthropic", null)]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0:48k", ModelIdKind.FoundationModel, "anthropic.claude-3-haiku-20240307-v1:0", "anthropic", null)]
    [InlineData("anthropic.claude-v2:1:18k", ModelIdKind.FoundationModel, "anthropic.claude-v2:1", "anthropic", null)]
    [InlineData("anthropic.claude-opus-4-6-v1", ModelIdKind.FoundationModel, "anthropic.claude-opus-4-6-v1", "anthropic", null)]
    [InlineData("ai21.j2-ultra-v1", ModelIdKind.FoundationModel, "ai21.j2-ultra-v1", "ai21", null)]
    [InlineData("meta.llama3-8b-instruct-v1:0", ModelIdKind.FoundationModel, "meta.llama3-8b-instruct-v1:0", "meta", null)]
    [InlineData("openai.gpt-5.4", ModelIdKind.FoundationModel, "openai.gpt-5.4", "openai", null)]
    [InlineData("minimax.minimax-m2.1", ModelIdKind.FoundationModel, "minimax.minimax-m2.1", "minimax", null)]
    [InlineData("newco.model-1", ModelIdKind.FoundationModel, "newco.model-1", "newco", null)]
    [InlineData("us.amazon.nova-lite-v1:0", ModelIdKind.InferenceProfile, "amazon.nova-lite-v1:0", "amazon", "us")]
    [InlineData("us-gov.anthropic.claude-3-5-sonnet-20240620-v1:0", ModelIdKind.InferenceProfile, "anthropic.claude-3-5-sonnet-20240620-v1:0", "anthropic", "us-gov")]
    [InlineData("global.anthropic.claude-sonnet-5", ModelIdKind.InferenceProfile, "anthropic.claude-sonnet-5", "anthropic", "global")]
    [InlineData("amer.anthropic.claude-sonnet-5", ModelIdKind.InferenceProfile, "anthropic.claude-sonnet-5", "anthropic", "amer")]
    [InlineData("us.openai.gpt-5.6-luna", ModelIdKind.InferenceProfile, "openai.gpt-5.6-luna", "openai", "us")]
    [InlineData("us.newco.model-1", ModelIdKind.InferenceProfile, "newco.model-1", "newco", "us")]
    [InlineData("nz.amazon.nova-lite-v1:0", ModelIdKind.InferenceProfile, "amazon.nova-lite-v1:0", "amazon", "nz")]
    [InlineData("eu-north.amazon.nova-lite-v1:0", ModelIdKind.InferenceProfile, "amazon.nova-lite-v1:0", "amazon", "eu-north")]
    [InlineData("arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-text-express-v1", ModelIdKind.FoundationModel, "amazon.titan-text-express-v1", "amazon", null)]
    [InlineData("arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0", ModelIdKind.FoundationModel, "anthropic.claude-3-haiku-20240307-v1:0", "anthropic", null)]
    [InlineData("arn:aws-cn:bedrock:cn-north-1:123456789012:inference-profile/cn.amazon.nova-lite-v1:0", ModelIdKind.InferenceProfile, "amazon.nova-lite-v1:0", "amazon", "cn")]
    [InlineData(Arn + "inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0", ModelIdKind.InferenceProfile, "anthropic.claude-sonnet-4-20250514-v1:0", "anthropic", "us")]
    [InlineData(Arn + "application-inference-profile/mi1dadi0g15f", ModelIdKind.ApplicationInferenceProfile, null, null, null)]
    [InlineData(Arn + "provisioned-model/abcdefghijkl", ModelIdKind.ProvisionedModel, null, null, null)]
    [InlineData(Arn + "custom-model/amazon.titan-text-lite-v1:0:4k/abcdefghijkl", ModelIdKind.CustomModel, "amazon.titan-text-lite-v1:0", "amazon", null)]
    [InlineData(Arn + "custom-model/imported/abcdefghijkl", ModelIdKind.CustomModel, null, null, null)]
    [InlineData(Arn + "custom-model-deployment/abcdefghijkl", ModelIdKind.CustomModel, null, null, null)]
    [InlineData(Arn + "imported-model/abcdefghijkl", ModelIdKind.ImportedModel, null, null, null)]
    [InlineData(Arn + "default-prompt-router/anthropic.claude:1", ModelIdKind.PromptRouter, null, "anthropic", null)]
    [InlineData(Arn + "prompt-router/abcdefghijkl", ModelIdKind.PromptRouter, null, null, null)]
    [InlineData(Arn + "prompt/ABCDEFGHIJ:1", ModelIdKind.Prompt, null, null, null)]
    [InlineData("arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-endpoint", ModelIdKind.MarketplaceEndpoint, null, null, null)]
    [InlineData("arn:aws:s3:::bucket/key", ModelIdKind.Unknown, null, null, null)]
    [InlineData("arn:aws:bedrock", ModelIdKind.Unknown, null, null, null)]
    [InlineData("my-model", ModelIdKind.Unknown, null, null, null)]
    [InlineData("us.model", ModelIdKind.FoundationModel, "us.model", "us", null)]
    public void Parse_EveryForm_IsTakenApart(string value, ModelIdKind kind, string? baseId, string? provider, string? prefix)
    {
        ModelId id = ModelId.Parse(value);
        Assert.Equal((value, kind, baseId, provider, prefix), (id.Value, id.Kind, id.BaseModelId, id.Provider, id.RegionPrefix));
        Assert.Equal(value.StartsWith("arn:aws", StringComparison.Ordinal) && value.Contains("bedrock:", StringComparison.Ordinal) ? value.Split(':')[3] : null, id.Kind == ModelIdKind.MarketplaceEndpoint ? null : id.Region);
    }

    [Theory]
    [InlineData("us"), InlineData("us-gov"), InlineData("eu"), InlineData("apac"), InlineData("jp"), InlineData("au"), InlineData("ca"), InlineData("global"), InlineData("amer")]
    [InlineData("in"), InlineData("sa"), InlineData("il"), InlineData("me"), InlineData("af"), InlineData("mx"), InlineData("kr"), InlineData("uk"), InlineData("cn")]
    public void Parse_EveryKnownPrefix_IsSplitOff(string prefix)
    {
        ModelId id = ModelId.Parse($"{prefix}.anthropic.claude-3-haiku-20240307-v1:0");
        Assert.Equal((prefix, "anthropic"), (id.RegionPrefix, id.Provider));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData(".a")]
    [InlineData("a%3A")]
    public void TryParse_WhatNoIdentifierCanBe_IsRefused(string? value)
    {
        Assert.False(ModelId.TryParse(value, out _));
        Assert.Equal(BedrockErrorKind.Validation, Assert.Throws<BedrockException>(() => ModelId.Parse(value!)).Kind);
    }
}
