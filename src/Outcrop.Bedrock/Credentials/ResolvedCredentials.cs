using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Credentials;

/// <summary>One identity, whole: a bearer token, or an access key with its secret and perhaps a session token. Immutable; shows no secret.</summary>
internal sealed class ResolvedCredentials : IEquatable<ResolvedCredentials>
{
    private ResolvedCredentials(string? bearerToken, string? accessKeyId, string? secretAccessKey, string? sessionToken)
    {
        BearerToken = bearerToken;
        AccessKeyId = accessKeyId;
        SecretAccessKey = secretAccessKey;
        SessionToken = sessionToken;
    }

    /// <summary>The bearer token; then all else is <see langword="null"/>.</summary>
    [JsonIgnore]
    public string? BearerToken { get; }

    /// <summary>The access key id.</summary>
    [JsonIgnore]
    public string? AccessKeyId { get; }

    /// <summary>Its secret.</summary>
    [JsonIgnore]
    public string? SecretAccessKey { get; }

    /// <summary>Its session token, when it is temporary.</summary>
    [JsonIgnore]
    public string? SessionToken { get; }

    /// <summary>A bearer token.</summary>
    public static ResolvedCredentials Bearer(string token) => new(token, null, null, null);

    /// <summary>An access key.</summary>
    public static ResolvedCredentials Keys(string accessKeyId, string secretAccessKey, string? sessionToken) =>
        new(null, accessKeyId, secretAccessKey, sessionToken is { Length: > 0 } ? sessionToken : null);

    /// <inheritdoc/>
    public bool Equals(ResolvedCredentials? other) => other is not null && BearerToken == other.BearerToken
        && AccessKeyId == other.AccessKeyId && SecretAccessKey == other.SecretAccessKey && SessionToken == other.SessionToken;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResolvedCredentials);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(BearerToken, AccessKeyId, SessionToken);

    /// <summary>Names the sort, never a secret.</summary>
    public override string ToString() => BearerToken is not null ? "bearer token" : SessionToken is null ? "access key" : "temporary access key";
}
