using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Catalog;

/// <summary>
/// A model that a region offers, as <c>ListFoundationModels</c> and <c>GetFoundationModel</c> tell it. Texts are kept as told, also values that are not known here. Immutable, thread-safe.
/// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelSummary.html.
/// </summary>
public sealed record FoundationModel
{
    /// <summary>The model id, with its context variant where it is one: <c>amazon.titan-text-express-v1:0:8k</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The ARN; <see langword="null"/> where not told.</summary>
    public string? Arn { get; init; }

    /// <summary>The name for people; empty where not told.</summary>
    public string Name { get; init; } = "";

    /// <summary>The provider's name for people; empty where not told.</summary>
    public string Provider { get; init; } = "";

    /// <summary>What it takes: <c>TEXT</c>, <c>IMAGE</c>, <c>VIDEO</c>, <c>SPEECH</c>, ….</summary>
    public IReadOnlyList<string> InputModalities { get; init; } = [];

    /// <summary>What it gives: <c>TEXT</c>, <c>IMAGE</c>, <c>EMBEDDING</c>, ….</summary>
    public IReadOnlyList<string> OutputModalities { get; init; } = [];

    /// <summary>Whether it streams; <see langword="null"/> where not told.</summary>
    public bool? Streaming { get; init; }

    /// <summary>How it can be customised: <c>FINE_TUNING</c>, <c>CONTINUED_PRE_TRAINING</c>, <c>DISTILLATION</c>.</summary>
    public IReadOnlyList<string> Customizations { get; init; } = [];

    /// <summary>How it is reached: <c>ON_DEMAND</c>, <c>PROVISIONED</c>, <c>INFERENCE_PROFILE</c>.</summary>
    public IReadOnlyList<string> InferenceTypes { get; init; } = [];

    /// <summary>Where it is in its life; <see langword="null"/> where not told.</summary>
    public FoundationModelLifecycle? Lifecycle { get; init; }

    /// <summary><c>ACTIVE</c> or <c>LEGACY</c>, where told.</summary>
    public string? Status => Lifecycle?.Status;

    /// <summary>Its limits in Converse, which AWS's documentation does not mention; <see langword="null"/> where not told.</summary>
    public FoundationModelConverse? Converse { get; init; }

    /// <summary>Whether guardrails apply; <see langword="null"/> where not told.</summary>
    public bool? Guardrails { get; init; }

    /// <summary>Whether it takes cache points; <see langword="null"/> where not told.</summary>
    public bool? PromptCaching { get; init; }

    /// <summary>Whether it has an optimised latency; <see langword="null"/> where not told.</summary>
    public bool? LatencyOptimized { get; init; }

    /// <summary>All that was told, members that are not modelled here included, as one JSON object.</summary>
    public RawJson Raw { get; init; }
}
