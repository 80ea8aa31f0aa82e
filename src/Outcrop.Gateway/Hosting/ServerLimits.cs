using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Primitives;
using Outcrop.Gateway.Configuration;
using Outcrop.Shared;

namespace Outcrop.Gateway.Hosting;

/// <summary>Sets Kestrel up.</summary>
internal static class ServerLimits
{
    private const int HeaderBytes = 32 * 1024;
    private const int HeaderCount = 100;

    /// <summary>Colon, space and the line's end.</summary>
    private const int HeaderPunctuation = 4;
    private const int RequestLineBytes = 8 * 1024;

    /// <summary>How much longer the server itself reads: what it refuses gets no body, no id and no line in the log, so it is asked to let the next larger ones through to <see cref="ExcessOf"/>.</summary>
    private const int Slack = 2;

    /// <summary>Sets limits and the address to listen on.</summary>
    /// <param name="kestrel">The server's options.</param>
    /// <param name="settings">What is configured.</param>
    public static void Apply(KestrelServerOptions kestrel, ServerSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;

        // HTTP/2 with prior knowledge says http where Kestrel, believing in TLS, expects https.
        kestrel.AllowAlternateSchemes = true;
        kestrel.Limits.MaxRequestBodySize = settings.MaxRequestBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes * Slack;
        kestrel.Limits.MaxRequestHeaderCount = HeaderCount * Slack;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes * Slack;
        kestrel.Limits.MaxConcurrentConnections = settings.MaxConcurrentConnections;

        // The relay itself cuts off readers that stall, and a slow but steady one is no fault.
        kestrel.Limits.MinResponseDataRate = null;
        if (settings.Address == "localhost")
        {
            // With port 0 the two loopback addresses could not share one port.
            if (settings.Port == 0)
            {
                kestrel.Listen(IPAddress.Loopback, 0, Configure);
            }
            else
            {
                kestrel.ListenLocalhost(settings.Port, Configure);
            }
        }
        else if (settings.Address == "*")
        {
            kestrel.ListenAnyIP(settings.Port, Configure);
        }
        else
        {
            kestrel.Listen(IPAddress.Parse(settings.Address), settings.Port, Configure);
        }
    }

    /// <summary>The status for a request whose line or headers are longer than allowed: 414 or 431; <see langword="null"/> for all others.</summary>
    /// <param name="request">The request.</param>
    public static int? ExcessOf(HttpRequest request)
    {
        if (request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > RequestLineBytes)
        {
            return StatusCodes.Status414UriTooLong;
        }

        int count = 0;
        int bytes = 0;
        foreach ((string name, StringValues values) in request.Headers)
        {
            foreach (string? value in values)
            {
                count++;
                bytes += name.Length + (value?.Length ?? 0) + HeaderPunctuation;
            }
        }

        return count > HeaderCount || bytes > HeaderBytes ? StatusCodes.Status431RequestHeaderFieldsTooLarge : null;
    }

    /// <summary>Whether an address can be reached from this machine alone.</summary>
    /// <param name="address">The address as configured.</param>
    public static bool IsLoopback(string address) => address == "localhost" || (IPAddress.TryParse(address, out IPAddress? ip) && IPAddress.IsLoopback(ip));

    private static void Configure(ListenOptions listen) => listen.UseHttp2PriorKnowledge();
}
