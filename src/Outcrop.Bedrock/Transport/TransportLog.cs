using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Transport;

/// <summary>What is logged of calls: neither a body nor a credential.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(10, LogLevel.Information, "Attempt {Attempt} at {Host} failed with {Kind} {AwsCode} (request {RequestId}); the next follows in {DelayMs} ms")]
    public static partial void Retrying(ILogger logger, int attempt, string host, BedrockErrorKind kind, string? awsCode, string? requestId, long delayMs);

    [LoggerMessage(11, LogLevel.Warning, "The retry quota of {Model} at {Host} is used up; {Kind} is given to the caller")]
    public static partial void QuotaUsedUp(ILogger logger, string? model, string host, BedrockErrorKind kind);

    [LoggerMessage(12, LogLevel.Warning, "The clock of {Host} is {OffsetSeconds} s ahead of ours; requests are signed by it from now on")]
    public static partial void ClockCorrected(ILogger logger, string host, double offsetSeconds);

    [LoggerMessage(13, LogLevel.Information, "{Host} refused the credentials with {AwsCode}; fresh ones are tried once")]
    public static partial void CredentialsRefused(ILogger logger, string host, string? awsCode);

    [LoggerMessage(14, LogLevel.Warning, "The base model of {Model} could not be looked up: {Reason}")]
    public static partial void BaseModelUnknown(ILogger logger, string model, string reason);

    [LoggerMessage(15, LogLevel.Information, "The connection to {Host} had died while it was idle; the request goes out on a fresh one")]
    public static partial void ConnectionDied(ILogger logger, string host);
}
