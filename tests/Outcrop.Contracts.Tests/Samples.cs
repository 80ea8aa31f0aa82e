using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rerank;
using Outcrop.Testing;

namespace Outcrop.Contracts.Tests;

/// <summary>A model of each registered line, taken from its first golden case: a line without one fails every test of the kit.</summary>
internal static class Samples
{
    public static TheoryData<string> Families => [.. ModelFamilies.All.Select(family => family.Name)];

    public static TheoryData<string> Streaming => [.. ModelFamilies.All.Where(family => family.SupportsStreaming).Select(family => family.Name)];

    public static TheoryData<string> Embeddings => [.. EmbeddingFamilies.All.Select(family => family.Name)];

    public static TheoryData<string> Rerankers => [.. RerankFamilies.All.Select(family => family.Name)];

    public static ModelFamily Family(string name) => ModelFamilies.All.Single(family => family.Name == name);

    /// <summary>The model id of a line's first golden case.</summary>
    public static string ModelOf(string name)
    {
        string folder = Repository.PathOf("tests", "golden", name);
        string? first = Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).FirstOrDefault() : null;
        Assert.True(first is not null, $"There is no case in tests/golden/{name}: the kit needs a model id to try the line with.");
        using JsonDocument request = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(first, "request.json")));
        return request.RootElement.GetProperty("modelId").GetString()!;
    }

    public static ModelId IdOf(string name) => ModelId.Parse(ModelOf(name));
}
