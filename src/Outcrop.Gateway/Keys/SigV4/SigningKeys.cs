using System.Collections.Concurrent;
using Outcrop.Bedrock.Signing;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Keys.SigV4;

/// <summary>Derived keys, one kept for each access key: a client signs for one region and service all day, and deriving costs four hashes. Thread-safe.</summary>
internal sealed class SigningKeys
{
    // Only configured keys, and the one that stands for all unknown ones, come in: callers cannot make it grow.
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The key that signs in a scope.</summary>
    /// <param name="pair">Whose.</param>
    /// <param name="time">The day.</param>
    /// <param name="region">The region.</param>
    /// <param name="service">The service.</param>
    public SigningKey Get(AwsKeyPair pair, DateTime time, string region, string service)
    {
        if (_entries.TryGetValue(pair.Id, out Entry? entry) && entry.Region == region && entry.Service == service && entry.Key.Fits(pair.Secret, time))
        {
            return entry.Key;
        }

        entry = new Entry(region, service, new SigningKey(pair.Secret, time, region, service));
        _entries[pair.Id] = entry;
        return entry.Key;
    }

    private sealed record Entry(string Region, string Service, SigningKey Key);
}
