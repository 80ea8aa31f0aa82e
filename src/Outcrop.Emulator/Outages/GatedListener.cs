using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Outcrop.Emulator.Outages;

/// <summary>
/// A listener whose socket can be closed, so that the kernel refuses connections, and opened again, while the server goes on waiting for the next one. Closing it cuts the connections that came through it, idle ones as well: a port
/// that refuses has none, and they could not go on without the listener's memory.
/// </summary>
internal sealed class GatedListener(IConnectionListenerFactory factory, IConnectionListener first) : IConnectionListener
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<ConnectionContext, bool> _connections = new();
    private IConnectionListener _inner = first;
    private TaskCompletionSource _opened = Open();
    private bool _closed;
    private volatile bool _stopped;

    /// <summary>Where it listens, with the port that it was given: it has to be the same one afterwards.</summary>
    public EndPoint EndPoint { get; } = first.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_stopped)
        {
            if (await Volatile.Read(ref _inner).AcceptAsync(cancellationToken) is { } connection)
            {
                _connections[connection] = true;
                connection.ConnectionClosed.UnsafeRegister(_ => _connections.TryRemove(connection, out bool _), null);
                return connection;
            }

            // The socket is gone: for good, or until the port is opened again.
            await Volatile.Read(ref _opened).Task.WaitAsync(cancellationToken);
        }

        return null;
    }

    public async Task CloseAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (!_closed && !_stopped)
            {
                _closed = true;
                Volatile.Write(ref _opened, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                await _inner.UnbindAsync();
                foreach (ConnectionContext connection in _connections.Keys)
                {
                    connection.Abort(new ConnectionAbortedException("The port refuses connections."));
                }

                await _inner.DisposeAsync();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task OpenAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_closed && !_stopped)
            {
                Volatile.Write(ref _inner, await factory.BindAsync(EndPoint));
                _closed = false;
                _opened.TrySetResult();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        // Whoever is closing or opening the socket is soon done, however short the patience with the connections is.
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            _stopped = true;
            await _inner.UnbindAsync(cancellationToken);
            _opened.TrySetResult();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        _opened.TrySetResult();
        await _inner.DisposeAsync();
    }

    private static TaskCompletionSource Open()
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        opened.SetResult();
        return opened;
    }
}
