using Outcrop.Bedrock;

namespace Outcrop.Gateway.Routing;

/// <summary>One place that can answer: account × region × model × API. Immutable, and equal by value.</summary>
/// <param name="AccountId">The account's id in the configuration.</param>
/// <param name="Region">The region; <see langword="null"/>: what the environment or profile says.</param>
/// <param name="ModelId">What goes upstream. In a target of <c>models.default</c> it is <c>*</c>: the model asked for.</param>
/// <param name="Api">The API it is called through.</param>
/// <param name="Surface">The surface it is called on; <see langword="null"/>: what the catalogue says.</param>
/// <param name="Priority">The lower, the sooner it is tried. Default: 0.</param>
/// <param name="Weight">Its share among those of one priority. Zero: only when no other is left. Default: 1.</param>
public sealed record Target(string AccountId, string? Region, string ModelId, BedrockApi Api = BedrockApi.Auto, BedrockSurface? Surface = null, int Priority = 0, int Weight = 1)
{
    /// <inheritdoc/>
    public override string ToString() => $"{AccountId}/{Region ?? "-"}/{ModelId}";
}
