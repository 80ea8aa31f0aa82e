using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>A chat client over <see cref="BedrockClient"/>. Stateless but for what it was made with; thread-safe.</summary>
internal sealed class BedrockChatClient(BedrockClient client, string? defaultModelId) : IChatClient
{
    /// <summary>The provider's name by OpenTelemetry's conventions.</summary>
    public const string ProviderName = "aws.bedrock";

    private readonly Lazy<ChatClientMetadata> _metadata = new(() => new ChatClientMetadata(ProviderName, EndpointOf(client), defaultModelId));

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatPlan plan = ChatRequestReader.Read(messages, options, this, client.Catalog, defaultModelId);
        ConverseResponse response = await client.ConverseAsync(plan.Request, cancellationToken).ConfigureAwait(false);
        return ResponseWriter.Write(response, plan);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatPlan plan = ChatRequestReader.Read(messages, options, this, client.Catalog, defaultModelId);
        var writer = new UpdateWriter(plan);
        await foreach (ConverseStreamEvent item in client.ConverseStreamAsync(plan.Request, cancellationToken).ConfigureAwait(false))
        {
            yield return writer.Write(item);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata.Value
            : serviceType == typeof(BedrockClient) ? client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the Bedrock client belongs to whoever made it.</summary>
    public void Dispose()
    {
    }

    /// <summary>Contradictory settings are the calls' affair to report; asking for metadata never fails.</summary>
    public static Uri? EndpointOf(BedrockClient client)
    {
        try
        {
            return client.Endpoint;
        }
        catch (BedrockException fault) when (fault.Kind == BedrockErrorKind.Configuration)
        {
            return null;
        }
    }
}
