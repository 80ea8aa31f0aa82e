namespace Outcrop.Gateway.Configuration;

/// <summary>What the gateway may fetch on behalf of a caller who gives a URL in place of a file: the <c>fetching</c> member. Off unless enabled here and for the caller's key. Immutable.</summary>
public sealed record FetchingSettings
{
    /// <summary>Whether anything is fetched at all. Default: no. Each key needs <see cref="ApiKey.MayFetch"/> besides.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether plain <c>http</c> on port 80 is fetched too. Default: no, <c>https</c> on port 443 only.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>The longest file in bytes, counted while it is read. Default: 5 MiB.</summary>
    public int MaxBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>The most files of one request. Default: 20.</summary>
    public int MaxFiles { get; init; } = 20;

    /// <summary>How long one file may take, redirects included. Default: 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The S3 buckets that callers may name in <c>s3://</c> URLs, which Bedrock then reads with the gateway's own permissions. Default: none.</summary>
    public IReadOnlyList<string> S3Buckets { get; init; } = [];
}
