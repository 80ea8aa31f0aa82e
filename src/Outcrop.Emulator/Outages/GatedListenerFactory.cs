using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Outcrop.Emulator.Outages;

/// <summary>Listens through a gate.</summary>
internal sealed class GatedListenerFactory(IConnectionListenerFactory inner, ListenerGate gate) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = new GatedListener(inner, await inner.BindAsync(endpoint, cancellationToken));
        gate.Attach(listener);
        return listener;
    }
}
