using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Catalog;

/// <summary>What a model takes as sampling parameters while it reasons.</summary>
public sealed record ModelReasoningSamplingRules
{
    /// <summary>Whether a <c>temperature</c> other than 1 is taken. Default: yes.</summary>
    [JsonInclude]
    public bool Temperature { get; internal set; } = true;

    /// <summary>The values of <c>top_p</c>; <see langword="null"/>: as otherwise.</summary>
    public ModelNumberRange? TopP { get; init; }

    /// <summary>Whether <c>top_p</c> is taken at all. Default: yes.</summary>
    [JsonInclude]
    public bool TopPTaken { get; internal set; } = true;

    /// <summary>Whether <c>top_k</c> is taken. Default: yes.</summary>
    [JsonInclude]
    public bool TopK { get; internal set; } = true;

    /// <summary>The one effort at which this holds; <see langword="null"/>: whenever it reasons. Nova 2 refuses a limit and sampling at <c>high</c> alone.</summary>
    public string? OnlyAtEffort { get; init; }

    /// <summary>Whether a limit of output tokens is taken. Default: yes.</summary>
    [JsonInclude]
    public bool MaxTokens { get; internal set; } = true;
}
