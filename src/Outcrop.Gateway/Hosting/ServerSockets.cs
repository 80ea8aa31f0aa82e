using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Outcrop.Gateway.Hosting;

/// <summary>
/// Bounds what the system itself holds for a caller who does not read. Left alone, Linux lets a connection's send buffer grow to several megabytes: hundreds of stalled readers then cost gigabytes that no process shows, and
/// that a container is killed for.
/// </summary>
internal static class ServerSockets
{
    /// <summary>Enough for an answer to a far-away caller at some megabytes a second; the system doubles it for its own use.</summary>
    private const int SendBytes = 128 * 1024;

    /// <summary>Sets it for every connection, which takes it from the socket that listens.</summary>
    /// <param name="services">The application's services.</param>
    public static void Bound(IServiceCollection services) => services.Configure<SocketTransportOptions>(static sockets => sockets.CreateBoundListenSocket = static endpoint =>
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = SendBytes;
        return socket;
    });
}
