using Microsoft.Extensions.AI;
using Outcrop.Bedrock;
using Outcrop.Extensions.AI.Chat;
using Outcrop.Extensions.AI.Embeddings;

namespace Outcrop.Extensions.AI;

/// <summary>Gives a <see cref="BedrockClient"/> the faces of .NET's AI abstractions. What they give back is thread-safe, holds no state and does not own the client: dispose the client, not them.</summary>
public static class BedrockClientExtensions
{
    /// <summary>
    /// The client as an <see cref="IChatClient"/>. Failures are <see cref="Bedrock.Errors.BedrockException"/>s, content Bedrock cannot take is a <see cref="NotSupportedException"/> before anything
    /// is sent, and the caller's own end is an <see cref="OperationCanceledException"/>. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="defaultModelId">The model of requests whose <see cref="ChatOptions.ModelId"/> is not set: model id, inference profile id, or any model ARN. Default: none, and each request names its own.</param>
    public static IChatClient AsIChatClient(this BedrockClient client, string? defaultModelId = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new BedrockChatClient(client, defaultModelId);
    }

    /// <summary>The client as an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>: one vector for each text, in order, in as many calls as the model needs.</summary>
    /// <param name="client">The client.</param>
    /// <param name="defaultModelId">The model of requests whose <see cref="EmbeddingGenerationOptions.ModelId"/> is not set. Default: none, and each request names its own.</param>
    /// <param name="defaultDimensions">The length of each vector where the request does not say it. Default: the model's own.</param>
    public static IEmbeddingGenerator<string, Embedding<float>> AsIEmbeddingGenerator(this BedrockClient client, string? defaultModelId = null, int? defaultDimensions = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new BedrockEmbeddingGenerator(client, defaultModelId, defaultDimensions);
    }
}
