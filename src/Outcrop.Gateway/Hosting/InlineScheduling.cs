using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Outcrop.Gateway.Hosting;

/// <summary>Runs requests on the threads that read the sockets, on both sides of the gateway, instead of handing them to the thread pool. Why it is an option: docs/adr/0010.</summary>
internal static class InlineScheduling
{
    /// <summary>What the runtime reads once, at the process's first socket; there is no other way to ask for it.</summary>
    private const string RuntimeVariable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Turns it on. The upstream's side stays as it is where the process has opened a socket before.</summary>
    /// <param name="services">The application's services.</param>
    public static void Enable(IServiceCollection services)
    {
        Environment.SetEnvironmentVariable(RuntimeVariable, "1");
        services.Configure<SocketTransportOptions>(static sockets => sockets.UnsafePreferInlineScheduling = true);
    }
}
