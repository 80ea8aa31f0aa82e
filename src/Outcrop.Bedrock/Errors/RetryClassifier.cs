namespace Outcrop.Bedrock.Errors;

/// <summary>Which failures are sent again. One pure function, so that the transport, the exception's <see cref="BedrockException.IsRetryable"/> and the tests cannot disagree.</summary>
internal static class RetryClassifier
{
    /// <summary>Classifies a failure that AWS or the network gave.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="originalStatus">The model's own status behind a model error.</param>
    public static RetryClass Classify(BedrockErrorKind kind, int? originalStatus = null) => kind switch
    {
        BedrockErrorKind.Throttling => RetryClass.Throttle,

        // 429 as well, but AWS says it is a model being loaded, no quota.
        BedrockErrorKind.ModelNotReady => RetryClass.Transient,
        BedrockErrorKind.InternalServer or BedrockErrorKind.ServiceUnavailable => RetryClass.Transient,
        BedrockErrorKind.Transport or BedrockErrorKind.Timeout => RetryClass.Transient,
        BedrockErrorKind.StreamTruncated or BedrockErrorKind.StreamCorrupted => RetryClass.Transient,
        BedrockErrorKind.ModelStreamError => RetryClass.TransientOnce,
        BedrockErrorKind.ModelError => originalStatus >= 500 ? RetryClass.Transient : RetryClass.None,

        // The inference ran and may be billed: a second one is the caller's decision.
        BedrockErrorKind.ModelTimeout => RetryClass.None,
        BedrockErrorKind.ExpiredToken or BedrockErrorKind.Credentials => RetryClass.Credentials,
        BedrockErrorKind.Validation or BedrockErrorKind.AccessDenied or BedrockErrorKind.ResourceNotFound or BedrockErrorKind.Conflict
            or BedrockErrorKind.ServiceQuotaExceeded or BedrockErrorKind.RequestTooLarge => RetryClass.None,
        BedrockErrorKind.UnexpectedResponse or BedrockErrorKind.Configuration or BedrockErrorKind.Unknown => RetryClass.None,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Whether <see cref="BedrockException.IsRetryable"/> is said of a failure: credentials are the transport's to renew, not the caller's.</summary>
    public static bool IsRetryable(BedrockErrorKind kind, int? originalStatus = null) => Classify(kind, originalStatus) switch
    {
        RetryClass.Transient or RetryClass.TransientOnce or RetryClass.Throttle => true,
        RetryClass.None or RetryClass.Credentials => false,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Classifies an exception: what its maker declared final stays final.</summary>
    public static RetryClass Classify(BedrockException fault)
    {
        if (fault.IsMidStream)
        {
            return RetryClass.None;
        }

        RetryClass known = Classify(fault.Kind, fault.OriginalStatusCode);
        return fault.IsRetryable || known == RetryClass.Credentials ? known : RetryClass.None;
    }
}
