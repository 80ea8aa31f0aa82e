using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Pipeline;

/// <summary>What the ledger is told of a whole answer.</summary>
/// <param name="Usage">The tokens as Bedrock counted them; <see langword="null"/> when it did not say.</param>
/// <param name="AwsRequestId">Bedrock's id of the request.</param>
/// <param name="StopReason">Why the model stopped, where it says.</param>
internal sealed record AnswerSummary(TokenUsage? Usage, string? AwsRequestId, string? StopReason = null);
