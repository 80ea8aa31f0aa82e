using System.ClientModel;
using global::OpenAI;
using global::OpenAI.Embeddings;
using global::OpenAI.Images;
using global::OpenAI.Models;
using global::OpenAI.Moderations;

namespace Outcrop.Clients.Tests.OpenAI;

/// <summary>OpenAI's .NET client, unmodified, against gateway and emulator: all but chat and responses.</summary>
public sealed class RestDotNetTests
{
    [Fact]
    public async Task Embeddings_OfTwoTexts_HaveTheLengthAskedFor()
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        EmbeddingClient client = Connect(gateway).GetEmbeddingClient("amazon.titan-embed-text-v2:0");
        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(["quartz", "beryl"], new EmbeddingGenerationOptions { Dimensions = 256 }, TestContext.Current.CancellationToken);
        Assert.Equal(2, vectors.Count);
        Assert.All(vectors, static vector => Assert.Equal(256, vector.ToFloats().Length));
        Assert.True(vectors.Usage.InputTokenCount > 0);
        OpenAIEmbedding alone = await client.GenerateEmbeddingAsync("beryl", new EmbeddingGenerationOptions { Dimensions = 256 }, TestContext.Current.CancellationToken);
        Assert.Equal(alone.ToFloats().ToArray(), vectors[1].ToFloats().ToArray());
    }

    /// <summary>Several of OpenAI's own clients send token numbers; this one has a method for it.</summary>
    [Fact]
    public async Task Embeddings_OfTokenNumbers_AreThoseOfTheText()
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        EmbeddingClient client = Connect(gateway).GetEmbeddingClient("amazon.titan-embed-text-v2:0");
        OpenAIEmbeddingCollection tokens = await client.GenerateEmbeddingsAsync([new ReadOnlyMemory<int>([15339, 1917])], null, TestContext.Current.CancellationToken);
        OpenAIEmbedding text = await client.GenerateEmbeddingAsync("hello world", null, TestContext.Current.CancellationToken);
        Assert.Equal(text.ToFloats().ToArray(), tokens[0].ToFloats().ToArray());
    }

    [Fact]
    public async Task Models_ListAndGet_AreReadByTheClient()
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        OpenAIModelClient client = Connect(gateway).GetOpenAIModelClient();
        OpenAIModelCollection models = await client.GetModelsAsync(TestContext.Current.CancellationToken);
        Assert.Contains(models, static model => model.Id == "amazon.nova-lite-v1:0");
        OpenAIModel one = await client.GetModelAsync("us.amazon.nova-lite-v1:0", TestContext.Current.CancellationToken);
        Assert.Equal("amazon", one.OwnedBy);
        ClientResultException missing = await Assert.ThrowsAsync<ClientResultException>(() => client.GetModelAsync("gpt-4o", TestContext.Current.CancellationToken));
        Assert.Equal(404, missing.Status);
    }

    [Fact]
    public async Task Image_ComesAsBytes()
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        GeneratedImage image = await Connect(gateway).GetImageClient("amazon.nova-canvas-v1:0").GenerateImageAsync(
            "A quartz crystal", new ImageGenerationOptions { ResponseFormat = GeneratedImageFormat.Bytes, Size = GeneratedImageSize.W1024xH1024 }, TestContext.Current.CancellationToken);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image.ImageBytes.ToArray()[..4]);
    }

    [Fact]
    public async Task Moderation_IsTheGuardrails()
    {
        await using RestGateway gateway = await RestGateway.StartAsync();
        ModerationResultCollection results = await Connect(gateway).GetModerationClient("any").ClassifyTextAsync(["A forbidden fruit.", "A kind word."], TestContext.Current.CancellationToken);
        Assert.Equal([true, false], results.Select(static result => result.Flagged));
    }

    private static OpenAIClient Connect(RestGateway gateway) => new(new ApiKeyCredential(RestGateway.Key), new OpenAIClientOptions { Endpoint = gateway.Address });
}
