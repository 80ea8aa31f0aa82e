using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Upstream;

/// <summary>
/// The Bedrock clients of all configurations that are in use. Configurations that come to the same for an account's region share one, so that a reload keeps its connections, its credentials and what it has
/// learnt; each is disposed when the last of them is gone. Thread-safe.
/// </summary>
/// <param name="options">Makes the options for an account's region.</param>
/// <param name="logger">Where a failed credential check is told in full.</param>
internal sealed class BedrockClients(Func<OutcropConfiguration, AccountSettings, string?, BedrockClientOptions> options, ILogger<BedrockUpstream> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientKey, Shared> _alive = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _alive.Count;
            }
        }
    }

    /// <summary>The way to an account's region, its client made if there is none yet. Whoever takes it disposes it.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="account">The account.</param>
    /// <param name="region">The region; <see langword="null"/>: what the environment or profile says.</param>
    public BedrockUpstream Take(OutcropConfiguration configuration, AccountSettings account, string? region) => Find(configuration, account, region, mayMake: true)!;

    /// <summary>The same, or <see langword="null"/> when there is no client for it.</summary>
    /// <inheritdoc cref="Take"/>
    public BedrockUpstream? TryTake(OutcropConfiguration configuration, AccountSettings account, string? region) => Find(configuration, account, region, mayMake: false);

    private BedrockUpstream? Find(OutcropConfiguration configuration, AccountSettings account, string? region, bool mayMake)
    {
        BedrockClientOptions wanted = options(configuration, account, region);

        // Every reading makes a catalogue of its own, even of the same file.
        string? catalog = ReferenceEquals(wanted.Catalog, configuration.Bedrock.Catalog) ? configuration.Bedrock.CatalogHash : null;
        var key = ClientKey.Of(wanted, catalog);
        lock (_lock)
        {
            if (!_alive.TryGetValue(key, out Shared? shared))
            {
                if (!mayMake)
                {
                    return null;
                }

                shared = new Shared(new BedrockClient(wanted));
                _alive[key] = shared;
            }

            shared.Users++;
            return new BedrockUpstream(shared.Client, logger, () => Release(key, shared));
        }
    }

    private void Release(ClientKey key, Shared shared)
    {
        lock (_lock)
        {
            if (--shared.Users > 0)
            {
                return;
            }

            _alive.Remove(key);
        }

        shared.Client.Dispose();
    }

    private sealed class Shared(BedrockClient client)
    {
        public BedrockClient Client => client;

        public int Users { get; set; }
    }
}
