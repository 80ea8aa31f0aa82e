using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>One target's part in a request. Immutable.</summary>
/// <param name="Target">The target; <see langword="null"/>: the configuration's default place.</param>
/// <param name="Outcome"><c>opened</c>, or the class of the failure in small letters with underscores, or <c>abandoned</c>.</param>
/// <param name="Duration">To its first content or failure.</param>
/// <param name="Count">How often it was asked.</param>
/// <param name="AwsRequestId">Bedrock's id of the last of them, where it failed and gave one.</param>
internal sealed record UpstreamAttempt(Target? Target, string Outcome, TimeSpan Duration, int Count, string? AwsRequestId);
