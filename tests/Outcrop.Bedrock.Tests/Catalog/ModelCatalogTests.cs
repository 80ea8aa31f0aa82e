using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Catalog;

/// <summary>The data file that ships, as it is read.</summary>
public sealed class ModelCatalogTests
{
    /// <summary>Acceptance rows 15 and 16: prefixes, ARNs, context variants and versions all lead to the row, and so does the id that bedrock-mantle has (row 34).</summary>
    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("anthropic.claude-3-haiku-20240307", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("Anthropic.Claude-3-Haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("us.anthropic.claude-3-haiku-20240307-v1:0:48k", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("us-gov.anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("xy-zz.anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-embed-text-v2:0", "amazon.titan-embed-text-v2:0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-sonnet-5", "anthropic.claude-sonnet-5")]
    [InlineData("anthropic.claude-v2:1", "anthropic.claude-v2:1")]
    [InlineData("anthropic.claude-v2:2", "anthropic.claude-v2")]
    [InlineData("anthropic.claude-3-5-sonnet-20241022", "anthropic.claude-3-5-sonnet-20241022-v2:0")]
    [InlineData("cohere.embed-v4:0", "cohere.embed-v4:0")]
    [InlineData("cohere.command-r-v1:0", "cohere.command-r-v1:0")]
    [InlineData("global.anthropic.claude-fable-5", "anthropic.claude-fable-5")]
    [InlineData("moonshotai.kimi-k2-thinking", "moonshot.kimi-k2-thinking")]
    [InlineData("anthropic.claude-haiku-4-5", "anthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("openai.gpt-oss-120b", "openai.gpt-oss-120b")]
    public void Find_AnyForm_GivesTheBaseModel(string id, string expected) => Assert.Equal(expected, ModelCatalog.Default.Find(id)?.Id);

    [Theory]
    [InlineData("anthropic.claude-99")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc")]
    [InlineData("")]
    public void Find_WhatIsNotListed_GivesNull(string id) => Assert.Null(ModelCatalog.Default.Find(id));

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
            Assert.True(model is { Source.Length: > 0, AsOf.Length: 10, Surfaces.Count: > 0 }, model.Id);
            Assert.True(model.Context > 0 && model.Input.Count > 0 && model.Output.Count > 0, model.Id);
            Assert.True(model.Kind != ModelKind.Embedding || model.Dimensions.Count > 0, model.Id);
            Assert.True(model.Kind != ModelKind.Chat || model is { Line: not null, Rules.Provenance.Length: > 0, Rules.AsOf.Length: 10 }, model.Id);
            Assert.True(model.Lifecycle is null or { Provenance.Length: > 0 }, model.Id);
            Assert.All(model.Profiles, profile => Assert.Equal(profile.Prefix, ModelId.Parse($"{profile.Prefix}.{model.Id}").RegionPrefix));
        });
    }

    /// <summary>What a row says of itself and what its line says must not contradict each other.</summary>
    [Fact]
    public void Catalog_RowsAndRules_Agree() => Assert.All(ModelCatalog.Default.Models.Where(model => model.Kind == ModelKind.Chat), model =>
    {
        ModelParameterRules rules = model.Rules;
        Assert.True(rules.Tools.Supported || !model.Tools || rules.Provenance!.Contains("no tool", StringComparison.Ordinal), model.Id + " tools");
        Assert.True(rules.Content.System is null || rules.Content.System == model.System, model.Id + " system");
        Assert.True(rules.Content.Images is null or [] || model.Input.Contains("image"), model.Id + " images");
        Assert.True(rules.Reasoning.Supported != true || model.Reasoning, model.Id + " reasoning");
        Assert.True(model.Surface != "mantle" || model.Surfaces.All(surface => surface.Name == "mantle"), model.Id + " surface");
        Assert.True(rules.Reasoning.Kinds?.Contains("effort") != true || rules.Reasoning.Efforts is { Count: > 0 }, model.Id + " efforts");
        Assert.Empty(rules.Reasoning.Refused.Intersect(rules.Reasoning.Kinds ?? []));
    });

    /// <summary>Issue 4: every row of the shared catalogue is found, with its limits and prices, under its own prefix.</summary>
    [Fact]
    public void Catalog_EveryRowOfTheExtract_IsFoundWithItsPrices()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("catalog", "bedrock-models.json")));
        int compared = 0;
        Assert.All(document.RootElement.GetProperty("models").EnumerateObject(), row =>
        {
            ModelId id = ModelId.Parse(row.Name);
            ModelInfo model = ModelCatalog.Default.Find(id)!;
            Assert.NotNull(model);
            Assert.Contains(model.Name, row.Value.GetProperty("name").GetString(), StringComparison.Ordinal);
            JsonElement limit = row.Value.GetProperty("limit");
            Assert.Equal((limit.GetProperty("context").GetInt32(), limit.GetProperty("output").GetInt32()), (model.ContextUnder(id.RegionPrefix), model.MaxOutputUnder(id.RegionPrefix)));
            JsonElement price = row.Value.GetProperty("cost");
            ModelCost cost = model.CostUnder(id.RegionPrefix)!;
            Assert.Equal((price.GetProperty("input").GetDecimal(), price.GetProperty("output").GetDecimal()), (cost.Input, cost.Output));
            Assert.Equal((Optional(price, "cache_read"), Optional(price, "cache_write")), (cost.CacheRead, cost.CacheWrite));
            compared++;
        });
        Assert.Equal(105, compared);
    }

    private static decimal? Optional(JsonElement price, string name) => price.TryGetProperty(name, out JsonElement value) ? value.GetDecimal() : null;
}
