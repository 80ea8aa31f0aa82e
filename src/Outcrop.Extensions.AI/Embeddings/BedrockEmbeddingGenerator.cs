using Microsoft.Extensions.AI;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Extensions.AI.Chat;

namespace Outcrop.Extensions.AI.Embeddings;

/// <summary>An embedding generator over <see cref="BedrockClient"/>. Stateless but for what it was made with; thread-safe.</summary>
internal sealed class BedrockEmbeddingGenerator(BedrockClient client, string? defaultModelId, int? defaultDimensions) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly Lazy<EmbeddingGeneratorMetadata> _metadata = new(() =>
        new EmbeddingGeneratorMetadata(BedrockChatClient.ProviderName, BedrockChatClient.EndpointOf(client), defaultModelId, defaultDimensions));

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        EmbedRequest request = Read([.. values], options);
        if (request.Texts.Count == 0)
        {
            return [];
        }

        EmbedResponse response = await client.EmbedAsync(request, cancellationToken).ConfigureAwait(false);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>(response.Embeddings.Count);
        foreach (ReadOnlyMemory<float> vector in response.Embeddings)
        {
            embeddings.Add(new Embedding<float>(vector) { ModelId = request.ModelId });
        }

        if (response.InputTokens is { } tokens)
        {
            embeddings.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        }

        return embeddings;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata.Value
            : serviceType == typeof(BedrockClient) ? client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the Bedrock client belongs to whoever made it.</summary>
    public void Dispose()
    {
    }

    private EmbedRequest Read(IReadOnlyList<string> texts, EmbeddingGenerationOptions? options)
    {
        // What the caller's own factory has set stays; the texts are always those of the call.
        var raw = options?.RawRepresentationFactory?.Invoke(this) as EmbedRequest;
        string? modelId = NotEmpty(options?.ModelId) ?? NotEmpty(raw?.ModelId) ?? NotEmpty(defaultModelId);
        return new EmbedRequest
        {
            ModelId = modelId ?? throw new InvalidOperationException("No model is named: set EmbeddingGenerationOptions.ModelId, or give AsIEmbeddingGenerator a default."),
            Texts = texts,
            Dimensions = raw?.Dimensions ?? options?.Dimensions ?? defaultDimensions,
            Normalize = raw?.Normalize ?? Additional(options, "normalize") as bool?,
            InputType = raw?.InputType ?? Additional(options, "inputType") as string,
            Truncate = raw?.Truncate ?? Additional(options, "truncate") as string,
        };
    }

    private static object? Additional(EmbeddingGenerationOptions? options, string name) => options?.AdditionalProperties?.TryGetValue(name, out object? value) == true ? value : null;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
