using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Outcrop.Testing.Raw;

/// <summary>An HTTP server on bare sockets that keeps connections, until it drops one as the test says: with a request on it, before a byte of an answer, or within one.</summary>
public sealed class KeepAliveServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, int, Task<KeepAliveAnswer>> _answer;
    private readonly List<(int Connection, int Request)> _seen = [];
    private readonly Task _accepting;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Answers a connection's request; both count from 1.</param>
    public KeepAliveServer(Func<int, int, Task<KeepAliveAnswer>> answer)
    {
        _answer = answer;
        _listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>The requests that came, in their order.</summary>
    public IReadOnlyList<(int Connection, int Request)> Seen
    {
        get
        {
            lock (_seen)
            {
                return [.. _seen];
            }
        }
    }

    /// <inheritdoc/>
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
                running.Add(ServeAsync(client, running.Count + 1));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using TcpClient served = client;
        try
        {
            NetworkStream stream = served.GetStream();
            for (int request = 1; await ReadAsync(stream); request++)
            {
                lock (_seen)
                {
                    _seen.Add((connection, request));
                }

                KeepAliveAnswer answer = await _answer(connection, request).WaitAsync(_stop.Token);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.Bytes), _stop.Token);
                if (answer.End == KeepAliveEnd.Reset)
                {
                    served.LingerState = new LingerOption(enable: true, seconds: 0);
                }

                if (answer.End != KeepAliveEnd.Keep)
                {
                    return;
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or IOException)
        {
            // The other end sees it closed.
        }
    }

    /// <summary>Reads a request to its body's end.</summary>
    /// <returns>Whether there was one.</returns>
    private async Task<bool> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] buffer = new byte[8192];
        int body = 0;
        int end = -1;
        while (end < 0)
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return false;
            }

            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
            end = head.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
            body = head.Length - end - 4;
        }

        const string Name = "Content-Length:";
        string text = head.ToString(0, end);
        int at = text.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        int length = at < 0 ? 0 : int.Parse(text[(at + Name.Length)..].Split('\r')[0], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        while (body < length)
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return false;
            }

            body += read;
        }

        return true;
    }
}
