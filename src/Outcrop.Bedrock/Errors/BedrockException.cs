namespace Outcrop.Bedrock.Errors;

/// <summary>Any failure of an exchange with Bedrock. Its message is AWS's own where AWS sent one, and never holds a credential.</summary>
public sealed class BedrockException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">The kind of failure.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="inner">What caused it.</param>
    public BedrockException(BedrockErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>The kind of failure.</summary>
    public BedrockErrorKind Kind { get; }

    /// <summary>AWS's name of the error without namespace, such as <c>ThrottlingException</c>; <see langword="null"/> when the failure is not AWS's.</summary>
    public string? AwsCode { get; init; }

    /// <summary>The HTTP status of the response; 200 for an exception frame within a stream; <see langword="null"/> when there was no response.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The <c>x-amzn-RequestId</c> of the response.</summary>
    public string? RequestId { get; init; }

    /// <summary>What the service asked to wait: <c>x-amz-retry-after</c> (milliseconds) or <c>Retry-After</c> (seconds).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The model's own status behind a <c>ModelErrorException</c> or <c>ModelStreamErrorException</c>.</summary>
    public int? OriginalStatusCode { get; init; }

    /// <summary>The model's own message behind a <c>ModelStreamErrorException</c>.</summary>
    public string? OriginalMessage { get; init; }

    /// <summary>Whether the same request may succeed when it is sent again. Never true after content has been handed out.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>Whether content had been handed out before the failure.</summary>
    public bool IsMidStream { get; init; }

    /// <summary>Whether it would have been sent again, had the retry budget not been used up.</summary>
    internal bool IsRetryDenied { get; set; }

    /// <summary>Which of our own timeouts ended the request; <see langword="null"/> when none did.</summary>
    internal TimeoutStage? TimedOutAt { get; init; }

    /// <summary>Input tokens that other calls of the same request had taken when this one failed; <see langword="null"/> where there were none, or none told.</summary>
    internal int? SpentInputTokens { get; set; }

    /// <summary>How many attempts were made, this one included.</summary>
    public int Attempts { get; init; } = 1;
}
