using Outcrop.Gateway.Health.Targets;

namespace Outcrop.Gateway.Upstream;

/// <summary>The best target for a request.</summary>
/// <param name="Index">Its place among the candidates; -1: none that is not away is left.</param>
/// <param name="Standing">How far it may be counted on.</param>
/// <param name="HasRival">Whether another of its tier is there, so that it may be worth waiting for news of either.</param>
internal readonly record struct TargetChoice(int Index, TargetStanding Standing, bool HasRival);
