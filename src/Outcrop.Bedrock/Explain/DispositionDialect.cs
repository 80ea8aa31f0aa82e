using System.Text.Json;

namespace Outcrop.Bedrock.Explain;

/// <summary>A dialect's parameters.</summary>
internal sealed record DispositionDialect
{
    /// <summary>Its name: <c>converse</c>, and later <c>openai-chat</c>, <c>anthropic-messages</c>, ….</summary>
    public required string Name { get; init; }

    /// <summary>A heading for people.</summary>
    public required string Title { get; init; }

    /// <summary>The smallest request, which each row's example is merged into.</summary>
    public JsonElement Example { get; init; }

    /// <summary>Families that share cells, by the group's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Groups { get => field ?? new Dictionary<string, IReadOnlyList<string>>(); init; }

    /// <summary>Members of an upstream body that no parameter stands for, by upstream and path, with the reason they are there.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Adds { get => field ?? new Dictionary<string, IReadOnlyDictionary<string, string>>(); init; }

    /// <summary>The rows, in the order of the request.</summary>
    public required IReadOnlyList<DispositionRow> Parameters { get; init; }
}
