using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Catalog;

/// <summary>
/// What a model takes and how it is told. Data, since it changes with every generation of models. Whatever the catalogue does not know has the value that means "send it as the caller said": <see langword="true"/> for
/// what may be refused, <see langword="null"/> for a list, a limit or a place. Immutable, thread-safe.
/// </summary>
public sealed record ModelParameterRules
{
    /// <summary>Whether the model takes <c>temperature</c>, <c>top_p</c> and <c>top_k</c> at all. Default: yes.</summary>
    // Generated readers set every init-only member, and one that the file leaves out to default(T): only a setter keeps the default.
    [JsonInclude]
    public bool Sampling { get; internal set; } = true;

    /// <summary>Whether <c>temperature</c> and <c>top_p</c> may be given together. Default: yes.</summary>
    [JsonInclude]
    public bool TemperatureWithTopP { get; internal set; } = true;

    /// <summary>Whether a conversation may end with the beginning of the assistant's answer. Default: yes.</summary>
    [JsonInclude]
    public bool Prefill { get; internal set; } = true;

    /// <summary>Whether it may while the model reasons. Default: yes.</summary>
    [JsonInclude]
    public bool PrefillWhileReasoning { get; internal set; } = true;

    /// <summary>The values of <c>temperature</c>; <see langword="null"/> where unknown.</summary>
    public ModelNumberRange? Temperature { get; init; }

    /// <summary>The values of <c>top_p</c>; <see langword="null"/> where unknown.</summary>
    public ModelNumberRange? TopP { get; init; }

    /// <summary>What it takes of <c>top_k</c>.</summary>
    public ModelTopKRules TopK { get => field ?? ModelTopKRules.None; init; }

    /// <summary>What it takes as sampling parameters while it reasons; <see langword="null"/>: the same as otherwise.</summary>
    public ModelReasoningSamplingRules? SamplingWhileReasoning { get; init; }

    /// <summary>Its stop sequences.</summary>
    public ModelStopSequenceRules StopSequences { get => field ?? ModelStopSequenceRules.None; init; }

    /// <summary>Its limit of output tokens.</summary>
    public ModelMaxTokensRules MaxTokens { get => field ?? ModelMaxTokensRules.None; init; }

    /// <summary>Its tools.</summary>
    public ModelToolRules Tools { get => field ?? ModelToolRules.None; init; }

    /// <summary>How it is kept to a JSON schema. Default: unknown.</summary>
    public ModelStructuredOutput StructuredOutput { get; init; }

    /// <summary>Its reasoning.</summary>
    public ModelReasoningRules Reasoning { get => field ?? ModelReasoningRules.None; init; }

    /// <summary>Its prompt cache.</summary>
    public ModelCacheRules Cache { get => field ?? ModelCacheRules.None; init; }

    /// <summary>The content that it takes.</summary>
    public ModelContentRules Content { get => field ?? ModelContentRules.None; init; }

    /// <summary>What the service offers around it.</summary>
    public ModelServiceRules Service { get => field ?? ModelServiceRules.None; init; }

    /// <summary>Where this is known from; <see langword="null"/> where nothing is.</summary>
    public string? Provenance { get; init; }

    /// <summary>When it was known, <c>yyyy-MM-dd</c>; <see langword="null"/> where nothing is.</summary>
    public string? AsOf { get; init; }

    /// <summary>The rules of a model of which none are known: everything goes out as the caller said.</summary>
    public static ModelParameterRules None { get; } = new();
}
