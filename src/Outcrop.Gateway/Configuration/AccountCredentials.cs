using Outcrop.Bedrock.Credentials;

namespace Outcrop.Gateway.Configuration;

/// <summary>Who calls for an account: one source, and a role that is assumed with it. Immutable; no member that is public shows a secret.</summary>
public sealed class AccountCredentials
{
    internal AccountCredentials()
    {
    }

    /// <summary>A profile of the shared AWS files.</summary>
    public string? Profile { get; init; }

    /// <summary>An access key id.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>A role to assume with the source; <see langword="null"/>: none.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The session's name, shown in CloudTrail; <see langword="null"/>: a made-up one.</summary>
    public string? SessionName { get; init; }

    /// <summary>How long a session lives; <see langword="null"/>: one hour.</summary>
    public TimeSpan? SessionDuration { get; init; }

    internal string? ExternalId { get; init; }

    internal IReadOnlyDictionary<string, string> SessionTags { get; init; } = new Dictionary<string, string>();

    internal string? ApiKey { get; init; }

    internal string? SecretAccessKey { get; init; }

    internal string? SessionToken { get; init; }

    /// <summary>The client's form of them.</summary>
    /// <param name="stsEndpoint">The account's STS endpoint, if it has one of its own.</param>
    internal BedrockCredentialOptions ToOptions(Uri? stsEndpoint)
    {
        var options = new BedrockCredentialOptions
        {
            ApiKey = ApiKey,
            AccessKeyId = AccessKeyId,
            SecretAccessKey = SecretAccessKey,
            SessionToken = SessionToken,
            Profile = Profile,
            RoleArn = RoleArn,
            ExternalId = ExternalId,
            SessionName = SessionName,
            SessionTags = new Dictionary<string, string>(SessionTags, StringComparer.Ordinal),
            StsEndpoint = stsEndpoint,
        };
        if (SessionDuration is { } duration)
        {
            options.Duration = duration;
        }

        return options;
    }
}
