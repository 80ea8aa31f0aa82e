using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>What has one health and one quota: account × region × model. Targets that differ in nothing else share it.</summary>
/// <param name="AccountId">The account's id in the configuration.</param>
/// <param name="Region">The region; <see langword="null"/>: what the environment or profile says.</param>
/// <param name="ModelId">What goes upstream.</param>
internal readonly record struct TargetKey(string AccountId, string? Region, string ModelId)
{
    /// <summary>That of a target.</summary>
    /// <param name="target">The target.</param>
    public static TargetKey Of(Target target) => new(target.AccountId, target.Region, target.ModelId);

    /// <inheritdoc/>
    public override string ToString() => $"{AccountId}/{Region ?? "-"}/{ModelId}";
}
