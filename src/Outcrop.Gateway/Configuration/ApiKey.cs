namespace Outcrop.Gateway.Configuration;

/// <summary>A static key of the configuration. Only its hash is kept. Immutable.</summary>
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

    /// <summary>SHA-256 of the key's UTF-8 bytes.</summary>
    internal byte[] Hash { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"key {Id}";
}
