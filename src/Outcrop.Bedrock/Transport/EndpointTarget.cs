using System.Collections.Concurrent;
using Outcrop.Bedrock.Signing;

namespace Outcrop.Bedrock.Transport;

/// <summary>One host that calls go to, and what has been learned of it: its clock and its patience. Thread-safe.</summary>
internal sealed class EndpointTarget
{
    // Model ids come from callers; past this many, the rest share one bucket rather than the heap.
    private const int MaxQuotas = 1024;
    private readonly ConcurrentDictionary<string, RetryQuota> _quotas = new(StringComparer.Ordinal);
    private readonly RetryQuota _overflow;
    private readonly int _retryTokens;
    private long _clockOffsetTicks;

    /// <summary>Creates a target.</summary>
    /// <param name="endpoint">Its base URL; the path is kept.</param>
    /// <param name="region">The region to sign for.</param>
    /// <param name="service">The service to sign for.</param>
    /// <param name="retryTokens">What a model's retry quota holds.</param>
    public EndpointTarget(Uri endpoint, string region, string service = "bedrock", int retryTokens = RetryQuota.Capacity)
    {
        _retryTokens = retryTokens;
        _overflow = new RetryQuota(retryTokens);
        IsLoopback = endpoint.IsLoopback;
        IsHttps = endpoint.Scheme == Uri.UriSchemeHttps;

        // What HttpClient puts into Host, port and brackets included: what is signed must be what is sent.
        string name = endpoint.HostNameType == UriHostNameType.IPv6 ? endpoint.Host : endpoint.IdnHost;
        Host = endpoint.IsDefaultPort ? name : $"{name}:{endpoint.Port}";
        Origin = $"{endpoint.Scheme}://{Host}";
        BasePath = endpoint.AbsolutePath.TrimEnd('/');
        Signer = new SigV4Signer(region, service);
    }

    /// <summary>Scheme and authority.</summary>
    public string Origin { get; }

    /// <summary>The value of <c>Host</c>.</summary>
    public string Host { get; }

    /// <summary>The path in front of every call's own, without a closing slash.</summary>
    public string BasePath { get; }

    /// <summary>Whether the connection is encrypted.</summary>
    public bool IsHttps { get; }

    /// <summary>Whether the host is this machine.</summary>
    public bool IsLoopback { get; }

    /// <summary>Signs for this target.</summary>
    public SigV4Signer Signer { get; }

    /// <summary>The host's clock minus ours, as far as a refused signature has told.</summary>
    public TimeSpan ClockOffset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _clockOffsetTicks));
        set => Interlocked.Exchange(ref _clockOffsetTicks, value.Ticks);
    }

    /// <summary>The retry quota of a model here.</summary>
    /// <param name="modelId">The model; <see langword="null"/> for calls without one.</param>
    public RetryQuota QuotaOf(string? modelId)
    {
        string key = modelId ?? "";
        return _quotas.TryGetValue(key, out RetryQuota? quota) ? quota
            : _quotas.Count >= MaxQuotas ? _overflow
            : _quotas.GetOrAdd(key, static (_, tokens) => new RetryQuota(tokens), _retryTokens);
    }
}
