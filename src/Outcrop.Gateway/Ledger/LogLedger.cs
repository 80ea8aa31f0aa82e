using Outcrop.Gateway.Pipeline;
using Microsoft.Extensions.Logging;

namespace Outcrop.Gateway.Ledger;

/// <summary>A ledger of log events: one for the intent, one for the settlement, each with the request's id.</summary>
/// <param name="logger">Where they go.</param>
internal sealed partial class LogLedger(ILogger<LogLedger> logger) : ILedger
{
    /// <inheritdoc/>
    public ValueTask IntendAsync(LedgerIntent intent, CancellationToken cancellationToken)
    {
        LogIntent(intent.RequestId, intent.KeyId, intent.Provider, intent.ModelId, intent.Dialect);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask SettleAsync(LedgerSettlement settlement)
    {
        LogSettlement(
            settlement.Intent.RequestId,
            settlement.Intent.KeyId,
            settlement.Intent.ModelId,
            settlement.Outcome,
            settlement.Usage?.InputTokens,
            settlement.Usage?.OutputTokens,
            settlement.Usage?.CacheReadInputTokens,
            settlement.Usage?.CacheWriteInputTokens,
            settlement.UsageSource,
            (long)settlement.Duration.TotalMilliseconds,
            settlement.Attempts,
            settlement.AwsRequestId,
            settlement.StopReason,
            settlement.Error?.Kind,
            settlement.Error?.AwsType);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(1001, LogLevel.Information, "ledger intent {RequestId} key {KeyId} provider {Provider} model {ModelId} dialect {Dialect}")]
    private partial void LogIntent(string requestId, string keyId, string provider, string modelId, string dialect);

    [LoggerMessage(1002, LogLevel.Information, "ledger settle {RequestId} key {KeyId} model {ModelId} outcome {Outcome} tokens in {InputTokens} out {OutputTokens} cache read {CacheReadTokens} write {CacheWriteTokens} ({UsageSource}) after {DurationMs} ms, {Attempts} attempts, AWS request {AwsRequestId}, stop {StopReason}, error {Error} {AwsType}")]
    private partial void LogSettlement(
        string requestId, string keyId, string modelId, ExchangeOutcome outcome, int? inputTokens, int? outputTokens, int? cacheReadTokens, int? cacheWriteTokens, UsageSource usageSource,
        long durationMs, int attempts, string? awsRequestId, string? stopReason, Pipeline.GatewayErrorKind? error, string? awsType);
}
