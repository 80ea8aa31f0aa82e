using System.Collections.Concurrent;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Pipeline;

/// <summary>The snapshot in force, and those before it that requests still work with. A new one is put in force by one write. Thread-safe.</summary>
internal sealed class GatewaySnapshots : IDisposable
{
    private readonly Func<OutcropConfiguration, UpstreamPool> _upstreams;
    private readonly ConcurrentDictionary<OutcropConfiguration, GatewaySnapshot> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _swapping = new();
    private volatile GatewaySnapshot _current;
    private bool _disposed;

    /// <summary>Puts the first snapshot in force.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="upstreams">Makes a configuration's clients.</param>
    /// <param name="redactor">Learns every configuration's secrets; none is forgotten, since what is logged may be of an older one.</param>
    public GatewaySnapshots(OutcropConfiguration configuration, Func<OutcropConfiguration, UpstreamPool> upstreams, SecretRedactor redactor)
    {
        _upstreams = upstreams;
        Redactor = redactor;
        redactor.Learn(configuration.Secrets);
        _current = new GatewaySnapshot(1, configuration, upstreams(configuration));
        _known[configuration] = _current;
    }

    /// <summary>The snapshot in force. To work with it beyond this moment, <see cref="Pin"/> it.</summary>
    public GatewaySnapshot Current => _current;

    /// <summary>Takes every configuration's secrets out of what is told.</summary>
    public SecretRedactor Redactor { get; }

    /// <summary>Pins the snapshot in force.</summary>
    /// <exception cref="ObjectDisposedException">The gateway is gone.</exception>
    public GatewaySnapshot Pin()
    {
        while (true)
        {
            GatewaySnapshot snapshot = _current;
            if (snapshot.TryPin())
            {
                return snapshot;
            }

            // Between the read and the pin another came into force, unless there is none any more.
            ObjectDisposedException.ThrowIf(ReferenceEquals(snapshot, _current), this);
        }
    }

    /// <summary>The snapshot of a configuration that somebody has pinned.</summary>
    /// <param name="configuration">The configuration.</param>
    public GatewaySnapshot Of(OutcropConfiguration configuration)
    {
        GatewaySnapshot current = _current;
        return ReferenceEquals(current.Configuration, configuration) ? current
            : _known.TryGetValue(configuration, out GatewaySnapshot? older) ? older
            : throw new InvalidOperationException("No request is pinned to that configuration.");
    }

    /// <summary>Puts a configuration in force. Requests that run keep theirs.</summary>
    /// <param name="configuration">The configuration.</param>
    public GatewaySnapshot Swap(OutcropConfiguration configuration)
    {
        lock (_swapping)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Redactor.Learn(configuration.Secrets);
            GatewaySnapshot old = _current;
            var snapshot = new GatewaySnapshot(old.Version + 1, configuration, _upstreams(configuration));
            _known[configuration] = snapshot;
            _current = snapshot;
            old.Unpin();
            Forget();
            return snapshot;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_swapping)
        {
            if (!_disposed)
            {
                _disposed = true;
                _current.Unpin();
            }
        }
    }

    private void Forget()
    {
        foreach ((OutcropConfiguration configuration, GatewaySnapshot snapshot) in _known)
        {
            if (snapshot.Upstreams.IsDisposed)
            {
                _known.TryRemove(configuration, out _);
            }
        }
    }
}
