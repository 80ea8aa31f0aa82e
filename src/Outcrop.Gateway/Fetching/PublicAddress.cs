using System.Net;
using System.Net.Sockets;

namespace Outcrop.Gateway.Fetching;

/// <summary>
/// Tells the addresses of the open internet from those that mean something only here: our own machine, our own network, the cloud's metadata services, and every
/// form that hides one of them in another. Sources: https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic = Parse(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
        "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

        // Azure's metadata and DNS service has an address like anyone's.
        "168.63.129.16/32",

        // Within 2000::/3: Teredo, benchmarking, ORCHID, documentation, 6to4.
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    /// <summary>All that has been given out of the sixth version's unicast addresses. What hides a fourth-version address (::/96, 64:ff9b::/96) is outside.</summary>
    private static readonly IPNetwork Unicast = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address may be connected to for a caller.</summary>
    /// <param name="address">The address.</param>
    public static bool Is(IPAddress address)
    {
        // IPNetwork looks through the mapped form, ::ffff/96, and finds the address in it: that form is no way to write a public one.
        if (address.IsIPv4MappedToIPv6 || (address.AddressFamily == AddressFamily.InterNetworkV6 ? !Unicast.Contains(address) : address.AddressFamily != AddressFamily.InterNetwork))
        {
            return false;
        }

        foreach (IPNetwork network in NotPublic)
        {
            if (network.Contains(address))
            {
                return false;
            }
        }

        return true;
    }

    private static IPNetwork[] Parse(params string[] networks) => Array.ConvertAll(networks, static text => IPNetwork.Parse(text));
}
