using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Catalog;

/// <summary>What a model takes as stop sequences.</summary>
public sealed record ModelStopSequenceRules
{
    /// <summary>Whether it takes any. Default: yes.</summary>
    [JsonInclude]
    public bool Taken { get; internal set; } = true;

    /// <summary>How many; <see langword="null"/> where unknown.</summary>
    public int? Maximum { get; init; }

    /// <summary>Whether one of white space alone is taken. Default: yes.</summary>
    [JsonInclude]
    public bool Blank { get; internal set; } = true;

    /// <summary>The regular expression that each must match; <see langword="null"/>: any.</summary>
    public string? Pattern { get; init; }

    /// <summary>The most characters of each; <see langword="null"/> where unknown.</summary>
    public int? MaximumLength { get; init; }

    internal static ModelStopSequenceRules None { get; } = new();
}
