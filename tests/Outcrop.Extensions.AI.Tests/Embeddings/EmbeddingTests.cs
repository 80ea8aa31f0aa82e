using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Extensions.AI.Tests.Support;

namespace Outcrop.Extensions.AI.Tests.Embeddings;

/// <summary>The embedding generator.</summary>
public sealed class EmbeddingTests
{
    private const string Titan = "amazon.titan-embed-text-v2:0";

    [Fact]
    public async Task Texts_InOneCall_HaveVectorsInOrderAndTokens()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        using IEmbeddingGenerator<string, Embedding<float>> generator = bedrock.Client.AsIEmbeddingGenerator(Titan);
        string[] texts = ["the sky", "a stone", "blue"];
        GeneratedEmbeddings<Embedding<float>> all = await generator.GenerateAsync(texts, new EmbeddingGenerationOptions { Dimensions = 256 }, TestContext.Current.CancellationToken);
        Assert.Equal(texts.Length, all.Count);
        Assert.True(all.Usage!.InputTokenCount >= texts.Length);
        foreach ((int i, string text) in texts.Index())
        {
            Assert.Equal(Titan, all[i].ModelId);
            Assert.Equal((await generator.GenerateVectorAsync(text, new EmbeddingGenerationOptions { Dimensions = 256 }, TestContext.Current.CancellationToken)).ToArray(), all[i].Vector.ToArray());
        }
    }

    [Fact]
    public async Task Options_OfARequest_GoBeforeDefaultsAndReachTheModel()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        using IEmbeddingGenerator<string, Embedding<float>> generator = bedrock.Client.AsIEmbeddingGenerator(defaultDimensions: 512);
        await bedrock.Client.AsIEmbeddingGenerator("cohere.embed-english-v3").GenerateAsync(["a"], new EmbeddingGenerationOptions { AdditionalProperties = new() { ["inputType"] = "search_query" } }, TestContext.Current.CancellationToken);
        Assert.Equal("search_query", bedrock.Body().GetProperty("input_type").GetString());
        await generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { ModelId = Titan, RawRepresentationFactory = _ => new EmbedRequest { ModelId = "", Texts = [], Normalize = false } }, TestContext.Current.CancellationToken);
        JsonElement body = bedrock.Body();
        Assert.Equal((512, false), (body.GetProperty("dimensions").GetInt32(), body.GetProperty("normalize").GetBoolean()));
    }

    [Fact]
    public async Task NoTexts_Asked_GiveNoVectorsWithoutACall()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        using IEmbeddingGenerator<string, Embedding<float>> generator = bedrock.Client.AsIEmbeddingGenerator(Titan);
        Assert.Empty(await generator.GenerateAsync([], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Empty(bedrock.Emulator.Journal);
        Assert.Same(bedrock.Client, generator.GetService(typeof(BedrockClient)));
        Assert.Equal("aws.bedrock", generator.GetService<EmbeddingGeneratorMetadata>()!.ProviderName);
    }
}
