using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Catalog;

/// <summary>The data file that ships, as it is read.</summary>
public sealed class ModelCatalogTests
{
    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("anthropic.claude-3-haiku-20240307", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("Anthropic.Claude-3-Haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("us.anthropic.claude-3-haiku-20240307-v1:0:48k", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-embed-text-v2:0", "amazon.titan-embed-text-v2:0")]
    [InlineData("anthropic.claude-v2:1", "anthropic.claude-v2:1")]
    [InlineData("anthropic.claude-v2:2", "anthropic.claude-v2")]
    [InlineData("anthropic.claude-3-5-sonnet-20241022", "anthropic.claude-3-5-sonnet-20241022-v2:0")]
    [InlineData("cohere.embed-v4:0", "cohere.embed-v4:0")]
    [InlineData("cohere.command-r-v1:0", "cohere.command-r-v1:0")]
    [InlineData("global.anthropic.claude-fable-5", "anthropic.claude-fable-5")]
    public void Find_AnyForm_GivesTheBaseModel(string id, string expected) => Assert.Equal(expected, ModelCatalog.Default.Find(id)?.Id);

    [Theory]
    [InlineData("anthropic.claude-99")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc")]
    [InlineData("")]
    public void Find_WhatIsNotListed_GivesNull(string id) => Assert.Null(ModelCatalog.Default.Find(id));

    /// <summary>D4: what the origin sent always, newer Claude models refuse.</summary>
    [Theory]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1:0", true, true, true)]
    [InlineData("anthropic.claude-sonnet-4-20250514-v1:0", true, true, true)]
    [InlineData("us.anthropic.claude-opus-4-1-20250805-v1:0", true, false, true)]
    [InlineData("anthropic.claude-sonnet-4-5-20250929-v1:0", true, false, true)]
    [InlineData("anthropic.claude-opus-4-6-v1", true, false, false)]
    [InlineData("eu.anthropic.claude-sonnet-5", false, false, false)]
    public void Rules_OfClaude_FollowItsGeneration(string id, bool sampling, bool together, bool prefill)
    {
        ModelParameterRules rules = ModelCatalog.Default.Find(id)!.Rules;
        Assert.Equal((sampling, together, prefill), (rules.Sampling, rules.TemperatureWithTopP, rules.Prefill));
        Assert.Equal(sampling && together && prefill, rules.Provenance is null);
    }

    [Fact]
    public void Cost_UnderAPrefix_IsThePrefixs()
    {
        ModelInfo sonnet = ModelCatalog.Default.Find("anthropic.claude-sonnet-5")!;
        Assert.Equal((2m, 2.2m, 2m), (sonnet.CostUnder(null)!.Input, sonnet.CostUnder("eu")!.Input, sonnet.CostUnder("zz")!.Input));
    }

    [Fact]
    public void Catalog_Rows_AreSoundAndCarryTheirProvenance()
    {
        ModelCatalog catalog = ModelCatalog.Default;
        Assert.Contains("MIT", catalog.Provenance, StringComparison.Ordinal);
        Assert.All(catalog.Models, model =>
        {
            ModelId id = ModelId.Parse(model.Id);
            Assert.Equal((ModelIdKind.FoundationModel, model.Provider), (id.Kind, id.Provider));
            Assert.NotNull(model.Source);
            Assert.True(model.Context > 0 && model.Input.Count > 0 && model.Output.Count > 0, model.Id);
            Assert.True(model.Kind != ModelKind.Embedding || model.Dimensions.Count > 0, model.Id);
        });
    }

    [Fact]
    public void Catalog_EveryIdOfTheExtract_IsFound()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("catalog", "bedrock-models.json")));
        Assert.All(document.RootElement.GetProperty("models").EnumerateObject(), row => Assert.NotNull(ModelCatalog.Default.Find(row.Name)));
    }
}
