namespace Outcrop.Bedrock.Converse;

/// <summary>Converse's <c>inferenceConfig</c>. A member left <see langword="null"/> is not sent and the model's own default holds.</summary>
public sealed record InferenceConfiguration
{
    /// <summary>The most tokens the model may write. Bedrock reserves quota for the model's maximum when this is not set.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>0 to 1; lower is more deterministic.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1; the share of likelihood sampled from.</summary>
    public double? TopP { get; init; }

    /// <summary>The most likely tokens sampled from. Converse has no member for it: it is written where the model has it, such as Claude's <c>top_k</c> in the additional fields.</summary>
    public int? TopK { get; init; }

    /// <summary>Texts at which the model stops. Default: none.</summary>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>Members that this version does not model, as one JSON object; empty (the default) when there are none.</summary>
    public RawJson Additional { get; init; }

    /// <summary>How the members were spelt where they were read.</summary>
    internal WireMark Mark { get; init; }
}
