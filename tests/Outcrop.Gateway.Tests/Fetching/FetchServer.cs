using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Outcrop.Gateway.Fetching;

namespace Outcrop.Gateway.Tests.Fetching;

/// <summary>The internet of a test: names and what they resolve to, and one server behind every public address, which plays one raw answer per path.</summary>
internal sealed class FetchServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public FetchServer()
    {
        _listener.Start();
        Network = new FetchNetwork(
            (host, _) => Names.TryGetValue(host, out string[]? addresses) ? Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)) : throw new SocketException((int)SocketError.HostNotFound),
            ConnectAsync);
    }

    public Dictionary<string, string[]> Names { get; } = new(StringComparer.Ordinal) { ["pictures.example"] = ["93.184.216.34"] };

    public ConcurrentDictionary<string, byte[]> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Every address that was connected to.</summary>
    public ConcurrentQueue<IPEndPoint> Connects { get; } = new();

    /// <summary>Every request as it came.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public FetchNetwork Network { get; }

    public void Answer(string path, byte[] content, string headers = "", string status = "200 OK") =>
        Answers[path] = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {content.Length}\r\n{headers}\r\n"), .. content];

    public void Dispose() => _listener.Dispose();

    private async ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        Connects.Enqueue(address);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_listener.LocalEndpoint, cancellationToken);
        _ = ServeAsync(await _listener.AcceptSocketAsync(cancellationToken));
        return new NetworkStream(client, ownsSocket: true);
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            byte[] buffer = new byte[8192];
            int count = await socket.ReceiveAsync(buffer);
            string request = Encoding.ASCII.GetString(buffer, 0, count);
            Requests.Enqueue(request);
            if (count > 0 && Answers.TryGetValue(request.Split(' ')[1], out byte[]? answer))
            {
                try
                {
                    await socket.SendAsync(answer);
                }
                catch (SocketException)
                {
                    // A reader that has seen enough closes; what was not sent is what it did not want.
                    return;
                }

                await socket.ReceiveAsync(buffer);
            }
        }
    }
}
