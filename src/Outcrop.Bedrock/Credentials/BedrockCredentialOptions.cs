namespace Outcrop.Bedrock.Credentials;

/// <summary>
/// Who is calling. One atomic source is chosen, in this order, and never blended with another: <see cref="ApiKey"/>, <see cref="AccessKeyId"/> with its
/// secret, <see cref="Profile"/>, <c>AWS_BEARER_TOKEN_BEDROCK</c>, AWSSDK.Core's default chain (environment, profile, SSO, web identity, container, instance).
/// A <see cref="RoleArn"/> is then assumed with that source. Nothing secret shows in <see cref="ToString"/> or JSON.
/// </summary>
public sealed class BedrockCredentialOptions
{
    /// <summary>An Amazon Bedrock API key, sent as a bearer token. Excludes every other source.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? ApiKey { get; set; }

    /// <summary>An access key id.</summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The secret of <see cref="AccessKeyId"/>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? SecretAccessKey { get; set; }

    /// <summary>The session token of <see cref="AccessKeyId"/>, when it is temporary. Never taken from the environment for keys given here.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? SessionToken { get; set; }

    /// <summary>A profile of the shared AWS files.</summary>
    public string? Profile { get; set; }

    /// <summary>A role to assume with the chosen source. Default: <c>AWS_ROLE_ARN</c>, unless that belongs to a web identity (<c>AWS_WEB_IDENTITY_TOKEN_FILE</c>).</summary>
    public string? RoleArn { get; set; }

    /// <summary>The external id the role's trust policy asks for.</summary>
    public string? ExternalId { get; set; }

    /// <summary>The session's name, shown in CloudTrail. Default: <c>AWS_ROLE_SESSION_NAME</c>, else <c>outcrop</c> with a random suffix.</summary>
    public string? SessionName { get; set; }

    /// <summary>Session tags. Default: none.</summary>
    public IDictionary<string, string> SessionTags { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long a session lives: 15 minutes to 12 hours. Default: one hour.</summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromHours(1);

    /// <summary>An STS endpoint of one's own. Default: <c>AWS_ENDPOINT_URL_STS</c>, <c>AWS_ENDPOINT_URL</c>, else the region's.</summary>
    public Uri? StsEndpoint { get; set; }

    /// <summary>Names the source, never a secret.</summary>
    public override string ToString() => $"credentials: {(ApiKey is not null ? "API key" : AccessKeyId is not null ? "access key" : Profile is not null ? "profile" : "default chain")}{(RoleArn is null ? "" : ", assumed role")}";
}
