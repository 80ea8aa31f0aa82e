using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.AsyncInvoke;

/// <summary>An invocation whose output goes to S3, such as a video. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_StartAsyncInvoke.html.</summary>
public sealed class StartAsyncInvokeRequest
{
    /// <summary>Model id or ARN, at most 256 characters.</summary>
    public required string ModelId { get; init; }

    /// <summary>The model's own body, as one JSON object.</summary>
    public required RawJson ModelInput { get; init; }

    /// <summary>Where the output goes: <c>s3://bucket/prefix</c>.</summary>
    public required string OutputS3Uri { get; init; }

    /// <summary>The KMS key that encrypts the output. Default: S3's own.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The account that owns the bucket. Default: the caller's.</summary>
    public string? BucketOwner { get; init; }

    /// <summary>Tags of the invocation. Default: none.</summary>
    public IDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The token by which Bedrock knows a repetition, at most 256 visible ASCII characters. Default: a new one for each call, the same for all its attempts.</summary>
    public string? ClientRequestToken { get; init; }
}
