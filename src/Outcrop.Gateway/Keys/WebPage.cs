using System.Net;
using Microsoft.AspNetCore.Http;

namespace Outcrop.Gateway.Keys;

/// <summary>
/// Tells web pages from programs, for a gateway without keys. A browser on this machine is on this machine, too: any page that its user has open can post <c>text/plain</c> to a loopback port without asking anyone first, and one
/// whose name is made to point here (DNS rebinding) can read the answers as well. A page cannot change what the browser writes into <c>Origin</c> and <c>Host</c>.
/// </summary>
internal static class WebPage
{
    /// <summary>Names that no public name server answers for: those of this machine and of the networks around containers.</summary>
    private static readonly string[] Local = [".localhost", ".internal", ".local"];

    /// <summary>Whether a request may be one of a page that is not this machine's own.</summary>
    /// <param name="request">The request.</param>
    /// <param name="origins">The origins that are configured.</param>
    public static bool MayHaveSent(HttpRequest request, IReadOnlyList<string> origins)
    {
        foreach (string? origin in request.Headers.Origin)
        {
            if (!IsWelcome(origin, origins))
            {
                return true;
            }
        }

        return !IsLocal(request.Host.Host);
    }

    /// <summary>Pages of this machine, configured ones, and what is no page: an application's own scheme is never a web page's. <c>null</c> is, in a sandbox.</summary>
    private static bool IsWelcome(string? origin, IReadOnlyList<string> origins)
    {
        foreach (string welcome in origins)
        {
            if (string.Equals(welcome, origin, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme is not ("http" or "https") || uri.IsLoopback || uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a name of this gateway is one that no stranger can point here: an address, a name without a domain, or one of the local domains.</summary>
    private static bool IsLocal(string host)
    {
        string name = host.TrimEnd('.');
        if (!name.Contains('.', StringComparison.Ordinal) || IPAddress.TryParse(name, out _))
        {
            return true;
        }

        foreach (string domain in Local)
        {
            if (name.EndsWith(domain, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
