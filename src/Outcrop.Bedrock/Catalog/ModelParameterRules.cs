using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Catalog;

/// <summary>What a model does not take. Data, since it changes with every generation of models.</summary>
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

    /// <summary>Where this is known from.</summary>
    public string? Provenance { get; init; }

    /// <summary>The rules of a model of which none are known.</summary>
    internal static ModelParameterRules None { get; } = new();
}
