using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Tests.Catalog;

/// <summary>The catalogue's format: the file that ships, and files of one's own.</summary>
public sealed class CatalogOverridesTests
{
    [Fact]
    public void Schema_TheFileThatShips_HasNoFault()
    {
        using Stream stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("Outcrop.Bedrock.Catalog.models.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        var faults = new List<ModelCatalogFault>();
        CatalogSchema.Default.Check(document.RootElement, faults);
        Assert.Empty(faults);
        Assert.Equal(ModelCatalog.Default.Models.Count, document.RootElement.GetProperty("models").GetArrayLength());
    }

    [Theory]
    [InlineData("[]", "$")]
    [InlineData("{", "$")]
    [InlineData("{\"models\":1}", "$.models")]
    [InlineData("{\"modles\":[]}", "$.modles")]
    [InlineData("{\"models\":[{}]}", "$.models[0].id")]
    [InlineData("{\"models\":[1]}", "$.models[0]")]
    [InlineData("{\"models\":[{\"id\":\"us.amazon.nova-lite-v1:0\"}]}", "$.models[0].id")]
    [InlineData("{\"models\":[{\"id\":\"amazon.nova-lite-v1:0:24k\"}]}", "$.models[0].id")]
    [InlineData("{\"models\":[{\"id\":\"two words\"}]}", "$.models[0].id")]
    [InlineData("{\"models\":[{\"id\":\"a.b\"},{\"id\":\"A.B\"}]}", "$.models[1].id")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"id\":\"a.c\"}]}", "$")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"context\":0}]}", "$.models[0].context")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"context\":1.5}]}", "$.models[0].context")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"released\":\"2026-02-30\"}]}", "$.models[0].released")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"kind\":\"song\"}]}", "$.models[0].kind")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"cost\":{\"input\":-1,\"output\":1}}]}", "$.models[0].cost.input")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"cost\":{\"input\":1}}]}", "$.models[0].cost.output")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"cost\":{\"input\":1e99,\"output\":1}}]}", "$.models[0].cost.input")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"profiles\":[{\"prefix\":\"U\"}]}]}", "$.models[0].profiles[0].prefix")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"line\":\"none-such\"}]}", "$.models[0].line")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"rules\":{\"topK\":{\"maximum\":\"4\"}}}]}", "$.models[0].rules.topK.maximum")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"rules\":{\"stopSequences\":{\"pattern\":\"(\"}}}]}", "$.models[0].rules.stopSequences.pattern")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"rules\":{\"cache\":{\"ttls\":[\"5m\",\"2h\"]}}}]}", "$.models[0].rules.cache.ttls[1]")]
    [InlineData("{\"models\":[{\"id\":\"a.b\",\"prices\":{\"tiers\":{\"flex\":0}}}]}", "$.models[0].prices.tiers.flex")]
    [InlineData("{\"lines\":[{\"line\":\"x\",\"inherits\":\"none-such\"}]}", "$.lines[0].inherits")]
    [InlineData("{\"lines\":[{\"line\":\"x\"},{\"line\":\"x\"}]}", "$.lines[1].line")]
    [InlineData("{\"lines\":[{\"line\":\"x\",\"inherits\":\"x\"}]}", "$.lines[0].inherits")]
    [InlineData("{\"lines\":[{\"line\":\"x\",\"match\":[\"b.c\",\"amazon.nova\"]}]}", "$.lines[0].match[1]")]
    public void With_AFault_TellsItsPath(string json, string path)
    {
        ModelCatalogFault fault = Assert.Single(FaultsOf(json));
        Assert.Equal(path, fault.Path);
        Assert.NotEmpty(fault.Message);
    }

    [Fact]
    public void With_ManyFaults_TellsThemAll()
    {
        IReadOnlyList<ModelCatalogFault> faults = FaultsOf("{\"lines\":[{\"line\":\"Big\"}],\"models\":[{\"id\":\"a.b\",\"context\":-1,\"tools\":1,\"rules\":{\"prefil\":true}}]}");
        Assert.Equal(["$.lines[0].line", "$.models[0].context", "$.models[0].tools", "$.models[0].rules.prefil"], faults.Select(fault => fault.Path));
        IReadOnlyList<ModelCatalogFault> misfits = FaultsOf("{\"lines\":[{\"line\":\"x\",\"inherits\":\"y\"},{\"line\":\"y\",\"inherits\":\"x\"}],\"models\":[{\"id\":\"eu.amazon.nova-lite-v1:0\"}]}");
        Assert.Equal(["$.lines[0].inherits", "$.lines[1].inherits", "$.models[0].id"], misfits.Select(fault => fault.Path).Order());
    }

    [Fact]
    public void With_ARowOfTheCatalogue_ChangesWhatItStatesAndNothingElse()
    {
        ModelCatalog catalog = With("""
            {"models": [{"id": "anthropic.claude-sonnet-5", "cost": {"input": 3, "output": 15}, "rules": {"sampling": true, "reasoning": {"efforts": ["low"], "place": null}}, "source": "our contract"}]}
            """);
        ModelInfo before = ModelCatalog.Default.Find("anthropic.claude-sonnet-5")!;
        ModelInfo after = catalog.Find("us.anthropic.claude-sonnet-5")!;
        Assert.Equal((3m, 15m, 0.2m), (after.Cost!.Input, after.Cost.Output, after.Cost.CacheRead));
        Assert.Equal((true, false, false), (after.Rules.Sampling, after.Rules.TemperatureWithTopP, before.Rules.Sampling));
        Assert.Equal((null, "/thinking"), (after.Rules.Reasoning.Place, before.Rules.Reasoning.Place));
        Assert.Equal(["low"], after.Rules.Reasoning.Efforts);
        Assert.Equal((before.Name, before.Context, before.Line), (after.Name, after.Context, after.Line));
        Assert.EndsWith("our contract", after.Rules.Provenance, StringComparison.Ordinal);
        Assert.Contains("overrides", catalog.Provenance, StringComparison.Ordinal);
        Assert.Equal(ModelCatalog.Default.Models.Count, catalog.Models.Count);
    }

    [Fact]
    public void With_ANewRowOfAKnownLine_NeedsNothingButItsId()
    {
        ModelInfo model = With("{\"models\":[{\"id\":\"anthropic.claude-haiku-5\"}]}").Find("global.anthropic.claude-haiku-5")!;
        Assert.Equal(("anthropic.claude-haiku-5", "anthropic", "claude-5"), (model.Name, model.Provider, model.Line));
        Assert.True(model is { Converse: true, ConverseStream: true, System: true, Tools: true, Rules.Sampling: false, Cost: null });
    }

    [Fact]
    public void With_ALine_ChangesAllThatInheritIt()
    {
        ModelCatalog catalog = With("""
            {
              // Comments and a trailing comma are welcome.
              "lines": [{"line": "claude", "rules": {"service": {"guardrails": false}}}, {"line": "ours", "match": ["newco.model"], "inherits": "nova", "rules": {"prefill": false}},],
              "models": [{"id": "acme.thing", "line": "ours"}]
            }
            """);
        Assert.All(catalog.Models.Where(model => model.Id.StartsWith("anthropic.", StringComparison.Ordinal)), model => Assert.False(model.Rules.Service.Guardrails));
        Assert.True(ModelCatalog.Default.Find("anthropic.claude-sonnet-5")!.Rules.Service.Guardrails);
        ModelParameterRules unlisted = catalog.RulesFor(ModelId.Parse("us.newco.model-7"));
        Assert.Equal((false, "/inferenceConfig/topK"), (unlisted.Prefill, unlisted.TopK.Place));
        Assert.Equal("ours", catalog.Find("acme.thing")!.Line);
    }

    [Fact]
    public void With_SeveralFiles_TheLastSpeaks()
    {
        ModelCatalog catalog = With("{\"models\":[{\"id\":\"a.b\",\"context\":1,\"maxOutput\":7}]}").With(Parse("{\"models\":[{\"id\":\"a.b\",\"context\":2}]}"));
        Assert.Equal((2, 7), (catalog.Find("a.b")!.Context, catalog.Find("a.b")!.MaxOutput));
    }

    [Fact]
    public void Load_AFile_NamesItInItsFaults()
    {
        string path = Path.Combine(Path.GetTempPath(), $"outcrop-{Guid.NewGuid():n}.json");
        try
        {
            File.WriteAllText(path, "{\"models\":[{\"id\":\"a.b\",\"context\":5}]}");
            Assert.Equal(5, ModelCatalog.Load(path).Find("a.b")!.Context);
            File.WriteAllText(path, "{\"models\":[{\"id\":\"\"}]}");
            ModelCatalogException fault = Assert.Throws<ModelCatalogException>(() => ModelCatalog.Load(path));
            Assert.Contains(Path.GetFileName(path), fault.Message, StringComparison.Ordinal);
            Assert.Contains("$.models[0].id", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Whatever a file holds, it is a catalogue or told faults, never another exception.</summary>
    [Fact]
    public void With_AFileWithAnyValueAnywhere_IsReadOrRefused()
    {
        const string Sample = """
            {"lines":[{"line":"x","match":["q.r"],"inherits":"nova","rules":{"topK":{"taken":true,"place":"/k"},"temperature":{"maximum":1},"tools":{"choices":["auto"]}},"prices":{"tiers":{"flex":0.5},"longContext":{"above":5,"input":2,"output":2}}}],"models":[{"id":"q.r-1","line":"x","input":["text"],"cost":{"input":1,"output":2},"profiles":[{"prefix":"us","cost":{"input":1,"output":2}}],"surfaces":[{"name":"mantle","id":"q.r"}],"lifecycle":{"status":"active"},"rules":{"prefill":false,"cache":{"ttls":["5m"]}}}]}
            """;
        string[] values = ["null", "true", "-1", "\"x\"", "[null]", "{}"];
        byte[] text = Encoding.UTF8.GetBytes(Sample);
        var places = new List<(int Start, int End)>();
        var reader = new Utf8JsonReader(text);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                int start = (int)reader.TokenStartIndex;
                Utf8JsonReader inner = reader;
                inner.Skip();
                places.Add((start, (int)inner.BytesConsumed));
            }
        }

        int read = 0;
        foreach ((int start, int end) in places)
        {
            foreach (string value in values)
            {
                string json = Encoding.UTF8.GetString(text, 0, start) + value + Encoding.UTF8.GetString(text, end, text.Length - end);
                try
                {
                    _ = With(json);
                    read++;
                }
                catch (ModelCatalogException fault)
                {
                    Assert.NotEmpty(fault.Faults);
                }
            }
        }

        Assert.True(read > 20, $"{read} of {places.Count * values.Length}");
    }

    private static ModelCatalogOverrides Parse(string json) => ModelCatalogOverrides.Parse(Encoding.UTF8.GetBytes(json));

    private static ModelCatalog With(string json) => ModelCatalog.Default.With(Parse(json));

    private static IReadOnlyList<ModelCatalogFault> FaultsOf(string json) => Assert.Throws<ModelCatalogException>(() => With(json)).Faults;
}
