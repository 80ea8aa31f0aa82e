using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Logging;

namespace Outcrop.Gateway.Pipeline;

/// <summary>
/// The configuration one request works with, from its key to its last byte: made once for each request and pinned for its length, so that no request sees two. Not thread-safe to dispose.
/// </summary>
internal sealed class GatewayState : IDisposable
{
    private readonly GatewaySnapshot? _snapshot;
    private bool _disposed;

    /// <summary>Pins the snapshot in force.</summary>
    /// <param name="snapshots">The snapshots.</param>
    /// <param name="access">Whether callers need keys.</param>
    public GatewayState(GatewaySnapshots snapshots, AnonymousAccess access)
    {
        _snapshot = snapshots.Pin();
        Configuration = _snapshot.Configuration;
        Redactor = snapshots.Redactor;
        AllowsAnonymous = access.IsAllowed;
    }

    /// <summary>Holds to a configuration that nobody replaces.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="allowsAnonymous">Whether callers on loopback need no key while there are none.</param>
    public GatewayState(OutcropConfiguration configuration, bool allowsAnonymous)
    {
        Configuration = configuration;
        Redactor = new SecretRedactor(configuration.Secrets);
        AllowsAnonymous = allowsAnonymous;
    }

    /// <summary>The configuration.</summary>
    public OutcropConfiguration Configuration { get; }

    /// <summary>Takes secrets out of what callers are told.</summary>
    public SecretRedactor Redactor { get; }

    /// <summary>Whether callers on loopback need no key while there are none.</summary>
    public bool AllowsAnonymous { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _snapshot?.Unpin();
        }
    }
}
