using System.Net;
using System.Net.Sockets;

namespace Outcrop.Testing.Chaos;

/// <summary>
/// A TCP proxy on loopback whose connections go wrong as they are told to: by direction, by connection, at a byte of a body, at a frame of an event stream in an HTTP/1.1 body, or by time. The toxics are Toxiproxy's
/// (https://github.com/Shopify/toxiproxy), and damage to frames. What a connection has is fixed when it is accepted. Thread-safe.
/// </summary>
public sealed class ChaosProxy : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Toxic> _toxics = [];
    private readonly List<(ChaosConnection Connection, Task Running)> _connections = [];
    private readonly IPEndPoint _upstream;
    private readonly int _seed;
    private readonly TimeProvider _time;
    private readonly IPEndPoint _bound;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket _listener;
    private Task _accepting;
    private int _accepted;

    private ChaosProxy(Uri upstream, int seed, TimeProvider time)
    {
        _upstream = new IPEndPoint(IPAddress.Parse(upstream.Host), upstream.Port);
        _seed = seed;
        _time = time;
        _listener = Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _bound = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = ListenAsync(_listener);
    }

    /// <summary>Where clients go, by http.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{_bound.Port}");

    /// <summary>How many connections were accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many of them are open.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count(static one => !one.Running.IsCompleted);
            }
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="upstream">The server; an IP address by http.</param>
    /// <param name="seed">Seeds every chance.</param>
    /// <param name="time">The clock of pauses; the system's unless given.</param>
    public static ChaosProxy Start(Uri upstream, int seed = 1, TimeProvider? time = null) => new(upstream, seed, time ?? TimeProvider.System);

    /// <summary>Adds toxics behind those that are there, for connections to come.</summary>
    /// <param name="toxics">The toxics.</param>
    public ChaosProxy Add(params ReadOnlySpan<Toxic> toxics)
    {
        lock (_lock)
        {
            _toxics.AddRange(toxics);
        }

        return this;
    }

    /// <summary>Takes all toxics away, for connections to come.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _toxics.Clear();
        }
    }

    /// <summary>Refuses connections, and resets those that are open. The port stays ours.</summary>
    public async Task RefuseAsync()
    {
        _listener.Dispose();
        await _accepting;
        ResetAll();
        _listener = Bind(_bound);
    }

    /// <summary>Accepts connections again.</summary>
    public void Accept() => _accepting = ListenAsync(_listener);

    /// <summary>Waits until a connection has come to a point where a toxic lets nothing through.</summary>
    /// <param name="connection">The n-th, from 1.</param>
    public async Task FallenAsync(int connection = 1)
    {
        while (true)
        {
            Task changed;
            Task? fallen = null;
            lock (_lock)
            {
                changed = _changed.Task;
                if (_connections.Count >= connection)
                {
                    fallen = _connections[connection - 1].Connection.Fallen;
                }
            }

            if (fallen is not null)
            {
                await fallen;
                return;
            }

            await changed;
        }
    }

    /// <summary>Waits until all connections there have been are closed.</summary>
    public Task ClosedAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_connections.Select(static one => one.Running));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        ResetAll();
        await ClosedAsync();
        foreach ((ChaosConnection connection, _) in _connections)
        {
            connection.Dispose();
        }
    }

    private static Socket Bind(IPEndPoint place)
    {
        // What is bound and does not listen refuses; connections that were here may still be in their last wait.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, place.Port != 0);
        socket.Bind(place);
        return socket;
    }

    private async Task ListenAsync(Socket listener)
    {
        listener.Listen();
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The listener was closed.
                return;
            }

            await ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        client.NoDelay = true;
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await server.ConnectAsync(_upstream);
        }
        catch (SocketException)
        {
            // Nobody is there: the client is told as the proxy was.
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
            server.Dispose();
            return;
        }

        lock (_lock)
        {
            var connection = new ChaosConnection(client, server, ++_accepted, _seed, [.. _toxics], _time);
            _connections.Add((connection, connection.RunAsync()));
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void ResetAll()
    {
        lock (_lock)
        {
            foreach ((ChaosConnection connection, Task running) in _connections)
            {
                if (!running.IsCompleted)
                {
                    connection.Reset();
                }
            }
        }
    }
}
