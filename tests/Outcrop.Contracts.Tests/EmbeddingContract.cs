using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Rerank;
using Outcrop.Emulator;
using Outcrop.Testing;

namespace Outcrop.Contracts.Tests;

/// <summary>What every line of embedding and reranking models must do.</summary>
public sealed class EmbeddingContract
{
    private static readonly byte[] s_image = [137, 80, 78, 71, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Samples.Embeddings), MemberType = typeof(Samples))]
    public async Task Vectors_OfManyTexts_AreInTheirOrder(string name)
    {
        await using ContractHost host = await ContractHost.StartAsync();
        string[] texts = [.. Enumerable.Range(0, 100).Select(i => $"text number {i} — 日本 \"{i * 7}\"")];

        EmbedResponse all = await host.Client.EmbedAsync(new EmbedRequest { ModelId = Samples.ModelOf(name), Texts = texts }, TestContext.Current.CancellationToken);
        EmbedResponse one = await host.Client.EmbedAsync(new EmbedRequest { ModelId = Samples.ModelOf(name), Texts = [texts[98]] }, TestContext.Current.CancellationToken);

        Assert.Equal(name, EmbeddingFamilies.Find(Samples.IdOf(name)).Name);
        Assert.Equal(100, all.Embeddings.Count);
        Assert.Equal(one.Embeddings[0].ToArray(), all.Embeddings[98].ToArray());
        Assert.NotEqual(one.Embeddings[0].ToArray(), all.Embeddings[97].ToArray());
        Assert.True(all.InputTokens > one.InputTokens, $"{all.InputTokens} tokens for all, {one.InputTokens} for one.");
    }

    [Theory]
    [MemberData(nameof(Samples.Embeddings), MemberType = typeof(Samples))]
    public async Task Images_OfALineThatTakesThem_FollowTheTexts(string name)
    {
        await using ContractHost host = await ContractHost.StartAsync();
        var request = new EmbedRequest { ModelId = Samples.ModelOf(name), Texts = ["a"], Images = [new EmbedImage("png", s_image), new EmbedImage("png", new byte[] { 9, 8, 7 })] };
        if (!EmbeddingFamilies.Find(Samples.IdOf(name)).TakesImages)
        {
            await Assert.ThrowsAsync<BedrockException>(() => host.Client.EmbedAsync(request, TestContext.Current.CancellationToken));
            return;
        }

        EmbedResponse answer = await host.Client.EmbedAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(3, answer.Embeddings.Count);
        Assert.Equal(3, answer.Embeddings.Select(vector => string.Join(' ', vector.ToArray())).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Samples.Embeddings), MemberType = typeof(Samples))]
    public async Task Throttle_Once_IsRetried(string name)
    {
        await using ContractHost host = await ContractHost.StartAsync();
        host.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException" });

        Assert.Single((await host.Client.EmbedAsync(new EmbedRequest { ModelId = Samples.ModelOf(name), Texts = ["a"] }, TestContext.Current.CancellationToken)).Embeddings);
    }

    [Theory]
    [MemberData(nameof(Samples.Rerankers), MemberType = typeof(Samples))]
    public async Task Rerank_Documents_PutsTheLikestFirst(string name)
    {
        await using ContractHost host = await ContractHost.StartAsync();
        var request = new RerankRequest { ModelId = Samples.ModelOf(name), Query = "rain in Bergen", Documents = ["sheep on a hill", "the rain in Bergen", "a dry day"], TopN = 2 };

        RerankResponse answer = await host.Client.RerankAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(name, RerankFamilies.Find(Samples.IdOf(name)).Name);
        Assert.Equal((2, 1), (answer.Results.Count, answer.Results[0].Index));
        Assert.True(answer.Results[0].RelevanceScore >= answer.Results[1].RelevanceScore);
    }

    [Theory]
    [MemberData(nameof(Samples.Rerankers), MemberType = typeof(Samples))]
    public void Rerank_GoldenRequest_GivesTheBody(string name)
    {
        string folder = Repository.PathOf("tests", "golden", name, "documents");
        using JsonDocument given = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "request.json")));
        var request = new RerankRequest
        {
            ModelId = Samples.ModelOf(name),
            Query = given.RootElement.GetProperty("query").GetString()!,
            Documents = [.. given.RootElement.GetProperty("documents").EnumerateArray().Select(text => text.GetString()!)],
            TopN = given.RootElement.GetProperty("topN").GetInt32(),
        };
        var buffer = new ArrayBufferWriter<byte>();

        RerankFamilies.Find(ModelId.Parse(request.ModelId)).WriteRequest(request, buffer, []);

        using JsonDocument written = JsonDocument.Parse(buffer.WrittenMemory);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "body.json")));
        Assert.True(JsonElement.DeepEquals(expected.RootElement, written.RootElement), written.RootElement.GetRawText());
    }
}
