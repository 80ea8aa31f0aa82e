using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Routing;

/// <summary>Where a request goes and what it starts from. Immutable.</summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="RequestedModel">The name the caller used, or the default model's.</param>
/// <param name="ModelId">The model after aliases: that of the first target.</param>
/// <param name="Api">The API it is called through: that of the first target.</param>
/// <param name="Parameters">The parameters the configuration gives the model.</param>
/// <param name="AdditionalFields">The model's own fields, if any.</param>
/// <param name="IsListed">Whether the configuration lists the model; names that callers make up must not become labels.</param>
/// <param name="IsModel">Whether it leads to a model at all, and not to the operator's guardrail.</param>
internal sealed record Route(
    string Provider,
    string RequestedModel,
    string ModelId,
    BedrockApi Api,
    InferenceConfiguration Parameters,
    RawJson? AdditionalFields,
    bool IsListed,
    bool IsModel = true)
{
    /// <summary>Every place that can answer and that the key may use, in the file's order. Empty: the configuration's default place, with <see cref="ModelId"/>.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>Other models for when no target can answer, in their order, each once and none with fallbacks of its own. Those that the key may not use are left out.</summary>
    public IReadOnlyList<Route> Fallbacks { get; init; } = [];

    /// <summary>How it is sent.</summary>
    public RoutePolicy Policy { get; init; } = RoutePolicy.Default;
}
