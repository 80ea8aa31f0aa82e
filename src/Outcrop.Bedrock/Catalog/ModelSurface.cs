namespace Outcrop.Bedrock.Catalog;

/// <summary>One of Bedrock's surfaces that serves a model, and by which name.</summary>
public sealed record ModelSurface
{
    /// <summary><c>runtime</c> (bedrock-runtime) or <c>mantle</c> (bedrock-mantle).</summary>
    public required string Name { get; init; }

    /// <summary>The model's id there; the surfaces' ids do not mix.</summary>
    public required string Id { get; init; }

    /// <summary>The APIs: <c>converse</c>, <c>invoke</c>, <c>openai-chat</c>, <c>openai-responses</c>, <c>anthropic-messages</c>.</summary>
    public IReadOnlyList<string> Apis { get => field ?? []; init; }

    /// <summary>The path before the OpenAI APIs' own: <c>/v1</c> or <c>/openai/v1</c>; <see langword="null"/> where the surface has only one.</summary>
    public string? OpenAIPath { get; init; }
}
