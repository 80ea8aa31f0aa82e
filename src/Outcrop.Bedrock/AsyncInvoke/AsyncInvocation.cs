using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.AsyncInvoke;

/// <summary>An asynchronous invocation. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GetAsyncInvoke.html.</summary>
public sealed record AsyncInvocation
{
    /// <summary>Its ARN.</summary>
    public required string InvocationArn { get; init; }

    /// <summary>Its model's ARN.</summary>
    public required string ModelArn { get; init; }

    /// <summary>How far it is; empty in a list that does not tell.</summary>
    public required AsyncInvokeStatus Status { get; init; }

    /// <summary>Why it failed; <see langword="null"/> where not told.</summary>
    public string? FailureMessage { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset SubmitTime { get; init; }

    /// <summary>When it last changed; <see langword="null"/> where not told.</summary>
    public DateTimeOffset? LastModifiedTime { get; init; }

    /// <summary>When it ended; <see langword="null"/> while it runs.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Where its output goes; <see langword="null"/> where not told.</summary>
    public string? OutputS3Uri { get; init; }

    /// <summary>The token it was started with; <see langword="null"/> where not told.</summary>
    public string? ClientRequestToken { get; init; }

    /// <summary>The whole entry, byte for byte.</summary>
    public RawJson Raw { get; init; }
}
