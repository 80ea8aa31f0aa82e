using System.Net;
using System.Net.Sockets;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>Passes bytes on in both directions, and counts the connections that are made.</summary>
internal sealed class CountedRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _to;
    private readonly Task _accepting;
    private int _made;
    private int _open;

    public CountedRelay(Uri to)
    {
        _to = to;
        _listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>How many connections were ever made.</summary>
    public int Made => Volatile.Read(ref _made);

    /// <summary>How many are open.</summary>
    public int Open => Volatile.Read(ref _open);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _made);
                Interlocked.Increment(ref _open);
                running.Add(RelayAsync(client));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using TcpClient near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _to.Port, _stop.Token);
            Task up = near.GetStream().CopyToAsync(far.GetStream(), _stop.Token);
            Task down = far.GetStream().CopyToAsync(near.GetStream(), _stop.Token);
            await Task.WhenAny(up, down);
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or IOException)
        {
            // Both ends see it closed.
        }

        Interlocked.Decrement(ref _open);
    }
}
