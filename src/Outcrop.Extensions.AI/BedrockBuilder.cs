using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock;

namespace Outcrop.Extensions.AI;

/// <summary>
/// Adds chat clients and embedding generators over the container's <see cref="BedrockClient"/>, all as singletons. Middleware goes into the pipeline argument:
/// <c>AddChatClient(model, (inner, services) => inner.AsBuilder().UseFunctionInvocation().Build(services))</c>. Not thread-safe, as the service collection is not.
/// </summary>
public sealed class BedrockBuilder
{
    internal BedrockBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services that are added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers an <see cref="IChatClient"/>.</summary>
    /// <param name="defaultModelId">The model of requests that name none. Default: none.</param>
    /// <param name="pipeline">Wraps the client in middleware. Default: no middleware.</param>
    public BedrockBuilder AddChatClient(string? defaultModelId = null, Func<IChatClient, IServiceProvider, IChatClient>? pipeline = null)
    {
        Services.AddSingleton(provider => CreateChatClient(provider, defaultModelId, pipeline));
        return this;
    }

    /// <summary>Registers an <see cref="IChatClient"/> under a key.</summary>
    /// <param name="serviceKey">The key.</param>
    /// <param name="defaultModelId">The model of requests that name none. Default: none.</param>
    /// <param name="pipeline">Wraps the client in middleware. Default: no middleware.</param>
    public BedrockBuilder AddKeyedChatClient(object? serviceKey, string? defaultModelId = null, Func<IChatClient, IServiceProvider, IChatClient>? pipeline = null)
    {
        Services.AddKeyedSingleton(serviceKey, (provider, _) => CreateChatClient(provider, defaultModelId, pipeline));
        return this;
    }

    /// <summary>Registers an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of texts.</summary>
    /// <param name="defaultModelId">The model of requests that name none. Default: none.</param>
    /// <param name="defaultDimensions">The length of each vector. Default: the model's own.</param>
    /// <param name="pipeline">Wraps the generator in middleware. Default: no middleware.</param>
    public BedrockBuilder AddEmbeddingGenerator(
        string? defaultModelId = null,
        int? defaultDimensions = null,
        Func<IEmbeddingGenerator<string, Embedding<float>>, IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>>? pipeline = null)
    {
        Services.AddSingleton(provider => CreateGenerator(provider, defaultModelId, defaultDimensions, pipeline));
        return this;
    }

    /// <summary>Registers an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of texts under a key.</summary>
    /// <param name="serviceKey">The key.</param>
    /// <param name="defaultModelId">The model of requests that name none. Default: none.</param>
    /// <param name="defaultDimensions">The length of each vector. Default: the model's own.</param>
    /// <param name="pipeline">Wraps the generator in middleware. Default: no middleware.</param>
    public BedrockBuilder AddKeyedEmbeddingGenerator(
        object? serviceKey,
        string? defaultModelId = null,
        int? defaultDimensions = null,
        Func<IEmbeddingGenerator<string, Embedding<float>>, IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>>? pipeline = null)
    {
        Services.AddKeyedSingleton(serviceKey, (provider, _) => CreateGenerator(provider, defaultModelId, defaultDimensions, pipeline));
        return this;
    }

    private static IChatClient CreateChatClient(IServiceProvider provider, string? modelId, Func<IChatClient, IServiceProvider, IChatClient>? pipeline)
    {
        IChatClient client = provider.GetRequiredService<BedrockClient>().AsIChatClient(modelId);
        return pipeline is null ? client : pipeline(client, provider);
    }

    private static IEmbeddingGenerator<string, Embedding<float>> CreateGenerator(
        IServiceProvider provider,
        string? modelId,
        int? dimensions,
        Func<IEmbeddingGenerator<string, Embedding<float>>, IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>>? pipeline)
    {
        IEmbeddingGenerator<string, Embedding<float>> generator = provider.GetRequiredService<BedrockClient>().AsIEmbeddingGenerator(modelId, dimensions);
        return pipeline is null ? generator : pipeline(generator, provider);
    }
}
