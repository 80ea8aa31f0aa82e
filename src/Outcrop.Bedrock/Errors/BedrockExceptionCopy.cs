namespace Outcrop.Bedrock.Errors;

/// <summary>Copies of an exception with one thing more known.</summary>
internal static class BedrockExceptionCopy
{
    /// <summary>The same failure, after content had been handed out: final.</summary>
    public static BedrockException AsMidStream(this BedrockException fault) => fault.Copy(isRetryable: false, isMidStream: true, fault.Attempts, fault.RequestId);

    /// <summary>The same failure, after so many attempts.</summary>
    public static BedrockException WithAttempts(this BedrockException fault, int attempts, string? requestId = null) =>
        fault.Copy(fault.IsRetryable, fault.IsMidStream, attempts, fault.RequestId ?? requestId);

    private static BedrockException Copy(this BedrockException fault, bool isRetryable, bool isMidStream, int attempts, string? requestId) =>
        new(fault.Kind, fault.Message, fault.InnerException)
        {
            AwsCode = fault.AwsCode,
            StatusCode = fault.StatusCode,
            RequestId = requestId,
            RetryAfter = fault.RetryAfter,
            OriginalStatusCode = fault.OriginalStatusCode,
            OriginalMessage = fault.OriginalMessage,
            IsRetryable = isRetryable,
            IsMidStream = isMidStream,
            Attempts = attempts,
            TimedOutAt = fault.TimedOutAt,
            IsRetryDenied = fault.IsRetryDenied,
        };
}
