using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Ledger;

/// <summary>What is written when an exchange has ended, before the caller sees its end.</summary>
/// <param name="Intent">What was written before.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Usage">The tokens, as well as they are known; <see langword="null"/> when nothing is.</param>
/// <param name="Duration">From the intent to the end.</param>
/// <param name="Attempts">How often Bedrock was asked.</param>
/// <param name="AwsRequestId">Bedrock's id of the request.</param>
/// <param name="StopReason">Why the model stopped.</param>
/// <param name="Error">What failed.</param>
internal sealed record LedgerSettlement(
    LedgerIntent Intent,
    ExchangeOutcome Outcome,
    TokenUsage? Usage,
    TimeSpan Duration,
    int Attempts,
    string? AwsRequestId,
    string? StopReason,
    GatewayError? Error)
{
    /// <summary>Where <see cref="Usage"/> comes from.</summary>
    public UsageSource UsageSource { get; init; }

    /// <summary>How much of a streamed answer was shown, in bytes of its text; beside an estimate the figure that it was made of. 0 for whole answers.</summary>
    public long ShownBytes { get; init; }

    /// <summary>The targets that were asked, in their order.</summary>
    public IReadOnlyList<UpstreamAttempt> Targets { get; init; } = [];
}
