using Outcrop.Bedrock.Errors;

namespace Outcrop.Gateway.Upstream;

/// <summary>What came of a request that may have been asked twice: the attempt that decides, and its answer or failure. Every other attempt has been ended. Immutable.</summary>
/// <param name="Attempt">The attempt that decides.</param>
/// <param name="Answer">Its answer, where there is no <paramref name="Fault"/>.</param>
/// <param name="Fault">Its failure.</param>
internal sealed record Hedged<T>(TargetAttempt Attempt, T? Answer, BedrockException? Fault);
