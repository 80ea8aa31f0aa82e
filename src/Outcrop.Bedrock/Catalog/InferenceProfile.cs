using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Catalog;

/// <summary>An inference profile, as <c>ListInferenceProfiles</c> and <c>GetInferenceProfile</c> tell it. Immutable, thread-safe. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_InferenceProfileSummary.html.</summary>
public sealed record InferenceProfile
{
    /// <summary>Its id: <c>us.anthropic.claude-…</c> for one of AWS's, twelve characters for an application's.</summary>
    public required string Id { get; init; }

    /// <summary>Its ARN; <see langword="null"/> where not told.</summary>
    public string? Arn { get; init; }

    /// <summary>Its name; empty where not told.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its description; <see langword="null"/> where not told.</summary>
    public string? Description { get; init; }

    /// <summary><c>ACTIVE</c>; empty where not told.</summary>
    public string Status { get; init; } = "";

    /// <summary><c>SYSTEM_DEFINED</c> or <c>APPLICATION</c>; empty where not told.</summary>
    public string Type { get; init; } = "";

    /// <summary>When it was made; <see langword="null"/> where not told.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it was changed; <see langword="null"/> where not told.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>The ARNs of the models that it routes to, one per region.</summary>
    public IReadOnlyList<string> ModelArns { get; init; } = [];

    /// <summary>The base id of the model behind it; <see langword="null"/> where its ARNs do not tell one, or tell several.</summary>
    public string? BaseModelId { get; init; }

    /// <summary>All that was told, members that are not modelled here included, as one JSON object.</summary>
    public RawJson Raw { get; init; }
}
