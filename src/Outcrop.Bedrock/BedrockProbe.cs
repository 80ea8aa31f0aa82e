using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock;

/// <summary>What one free call to Bedrock's control plane told.</summary>
/// <param name="Endpoint">Where it went.</param>
/// <param name="Latency">How long it took, retries included.</param>
/// <param name="ClockOffset">The service's clock minus ours, to the second; <see langword="null"/> when the answer bore no date.</param>
/// <param name="Models">The models the region offers.</param>
public sealed record BedrockProbe(Uri Endpoint, TimeSpan Latency, TimeSpan? ClockOffset, IReadOnlyList<FoundationModel> Models);
