using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration;

/// <summary>How models are called: the parts of the <c>bedrock</c> section that are about parameters and surfaces.</summary>
public class BedrockSectionTests
{
    [Fact]
    public void Load_ApisSurfacesAndParameters_AreRead()
    {
        BedrockSettings bedrock = Load("""
            {"bedrock": {
              "apiByModel": {"a": "openai-chat", "b": "openai-responses", "c": "anthropic-messages", "d": "invoke"},
              "surfaceByModel": {"a": "mantle", "b": "runtime"},
              "strictParameters": true, "defaultMaxTokens": 0, "learnFromRefusals": false
            }}
            """).Bedrock;

        Assert.Equal([BedrockApi.OpenAIChat, BedrockApi.OpenAIResponses, BedrockApi.AnthropicMessages, BedrockApi.InvokeModel], ((string[])["a", "b", "c", "d"]).Select(model => bedrock.ApiByModel[model]));
        Assert.Equal((BedrockSurface.Mantle, BedrockSurface.Runtime), (bedrock.SurfaceByModel["a"], bedrock.SurfaceByModel["b"]));
        Assert.Equal((true, 0, false), (bedrock.StrictParameters, bedrock.DefaultMaxTokens, bedrock.LearnFromRefusals));
    }

    [Fact]
    public void Load_Nothing_LeavesTheClientsDefaults()
    {
        BedrockSettings bedrock = Load("{}").Bedrock;

        Assert.Equal((false, null, true, null), (bedrock.StrictParameters, bedrock.DefaultMaxTokens, bedrock.LearnFromRefusals, bedrock.Catalog));
    }

    [Fact]
    public void Load_WrongWords_AreFaultsWithTheirPaths()
    {
        OutcropConfigurationException exception = Assert.Throws<OutcropConfigurationException>(() => Load("""{"bedrock": {"apiByModel": {"a": "soap"}, "surfaceByModel": {"b": "moon"}, "defaultMaxTokens": -1, "catalog": "missing.json"}}"""));

        Assert.All(
            (string[])["$.bedrock.apiByModel.a", "$.bedrock.surfaceByModel.b", "$.bedrock.defaultMaxTokens", "$.bedrock.catalog"],
            path => Assert.Contains(exception.Faults, fault => fault.Path == path));
    }

    [Fact]
    public void Load_CatalogFile_ChangesTheCatalogue()
    {
        using var folder = new TemporaryFolder();
        folder.Write("models.json", """{"models": [{"id": "newco.model-1", "name": "Model 1", "provider": "newco", "context": 1000, "maxOutput": 500}]}""");

        ModelCatalog? catalog = OutcropConfiguration.Load(folder.Write("outcrop.json", """{"bedrock": {"catalog": "models.json"}}"""), new Dictionary<string, string>(), folder.Path).Bedrock.Catalog;

        Assert.Equal(500, catalog?.Find("newco.model-1")?.MaxOutput);
        Assert.NotNull(catalog?.Find("amazon.nova-lite-v1:0"));
    }

    private static OutcropConfiguration Load(string json)
    {
        using var folder = new TemporaryFolder();
        return OutcropConfiguration.Load(folder.Write("outcrop.json", json), new Dictionary<string, string>(), folder.Path);
    }
}
