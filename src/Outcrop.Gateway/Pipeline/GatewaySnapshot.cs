using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Pipeline;

/// <summary>
/// One configuration with what is made of it. Whoever works with it pins it; what it holds is disposed once it is in force no longer and the last pin is gone. Thread-safe.
/// </summary>
internal sealed class GatewaySnapshot
{
    private int _pins = 1;

    /// <summary>Creates a snapshot that is pinned once, for being in force.</summary>
    /// <param name="version">Its number, from 1.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="upstreams">Makes its clients.</param>
    public GatewaySnapshot(long version, OutcropConfiguration configuration, UpstreamPool upstreams)
    {
        Version = version;
        Configuration = configuration;
        Upstreams = upstreams;
    }

    /// <summary>Its number, from 1.</summary>
    public long Version { get; }

    /// <summary>The configuration.</summary>
    public OutcropConfiguration Configuration { get; }

    /// <summary>Its clients.</summary>
    public UpstreamPool Upstreams { get; }

    /// <summary>Pins it; no when it is gone already.</summary>
    public bool TryPin()
    {
        int pins = Volatile.Read(ref _pins);
        while (pins > 0)
        {
            int seen = Interlocked.CompareExchange(ref _pins, pins + 1, pins);
            if (seen == pins)
            {
                return true;
            }

            pins = seen;
        }

        return false;
    }

    /// <summary>Gives a pin back.</summary>
    public void Unpin()
    {
        if (Interlocked.Decrement(ref _pins) == 0)
        {
            Upstreams.Dispose();
        }
    }
}
