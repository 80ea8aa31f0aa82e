namespace Outcrop.Gateway.Configuration;

/// <summary>A static key of the configuration. Of the key only its hash is kept; the secret of its access key, if it has one, no member shows. Immutable.</summary>
public sealed class ApiKey
{
    internal ApiKey()
    {
    }

    /// <summary>The name it has in logs and the ledger.</summary>
    public required string Id { get; init; }

    /// <summary>The models it may use, after aliases; <see langword="null"/>: all. A trailing <c>*</c> matches any rest.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>The most requests of this key in flight; <see langword="null"/>: no limit of its own.</summary>
    public int? MaxConcurrentRequests { get; init; }

    /// <summary>Whether it may have files fetched by URL, where <see cref="FetchingSettings.Enabled"/> allows that at all. Default: no.</summary>
    public bool MayFetch { get; init; }

    /// <summary>How its requests are sent other than everybody else's; goes before what a model says.</summary>
    public RoutePolicyOverrides Overrides { get; init; } = RoutePolicyOverrides.None;

    /// <summary>When it stops working; <see langword="null"/>: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The id of the access key with which an AWS SDK signs as this key; <see langword="null"/>: it has none.</summary>
    public string? AccessKeyId => AwsKeys?.Id;

    /// <summary>The regions that such a signature may name; <see langword="null"/>: any. Says nothing about where requests go.</summary>
    public IReadOnlyList<string>? SigningRegions { get; init; }

    /// <summary>SHA-256 of the key's UTF-8 bytes; empty for one that only signs.</summary>
    internal byte[] Hash { get; init; } = [];

    /// <summary>The access key with its secret.</summary>
    internal AwsKeyPair? AwsKeys { get; init; }

    /// <summary>Whether it has stopped working.</summary>
    /// <param name="now">Now.</param>
    internal bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <inheritdoc/>
    public override string ToString() => $"key {Id}";
}
