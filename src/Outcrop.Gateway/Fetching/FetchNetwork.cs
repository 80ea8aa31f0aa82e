using System.Net;
using System.Net.Sockets;

namespace Outcrop.Gateway.Fetching;

/// <summary>How names become addresses and addresses connections: the part of fetching that tests replace.</summary>
/// <param name="ResolveAsync">All addresses of a host name.</param>
/// <param name="ConnectAsync">A connection to one address, which has been checked.</param>
internal sealed record FetchNetwork(Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync, Func<IPEndPoint, CancellationToken, ValueTask<Stream>> ConnectAsync)
{
    /// <summary>The machine's own.</summary>
    public static FetchNetwork System { get; } = new(static (host, token) => Dns.GetHostAddressesAsync(host, token), OpenAsync);

    private static async ValueTask<Stream> OpenAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
