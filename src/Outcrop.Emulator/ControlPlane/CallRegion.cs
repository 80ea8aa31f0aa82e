using System.Text.RegularExpressions;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>The region a request is for: the emulator stands for all of them, and a host or a signature names one.</summary>
internal static partial class CallRegion
{
    /// <summary>The host's region, else the signature's, else the emulator's own.</summary>
    public static string Of(EmulatorCall call)
    {
        if (OfHost(call.Http.Request.Host.Host) is { } host)
        {
            return host;
        }

        string[] scope = call.Http.Request.Headers.Authorization.ToString().Split('/');
        return scope.Length > 4 && scope[4].StartsWith("aws4_request", StringComparison.Ordinal) ? scope[2] : call.State.Options.Region ?? "us-east-1";
    }

    /// <summary>The region that credentials must be for: the host's, else the one that was set; <see langword="null"/> for any.</summary>
    public static string? Demanded(EmulatorCall call) => OfHost(call.Http.Request.Host.Host) ?? call.State.Options.Region;

    /// <summary>The region in one of AWS's own host names; <see langword="null"/> in any other.</summary>
    public static string? OfHost(string host)
    {
        Match match = HostPattern().Match(host);
        return match.Success ? match.Groups["region"].Value : null;
    }

    [GeneratedRegex(
        @"^(?:vpce-[a-z0-9-]+\.)?(?:bedrock(?:-runtime|-mantle|-agent-runtime)?(?:-fips)?|sts)\.(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)\.", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HostPattern();
}
