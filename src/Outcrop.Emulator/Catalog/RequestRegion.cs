using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Outcrop.Emulator.Catalog;

/// <summary>The region a request means; the emulator stands for all of them.</summary>
internal static partial class RequestRegion
{
    /// <summary>The region of the signature's scope, else that of AWS's host name; <see langword="null"/> where neither tells.</summary>
    public static string? Of(IHeaderDictionary headers)
    {
        Match found = Scope().Match(headers.Authorization.ToString());
        if (!found.Success)
        {
            found = HostName().Match(headers.Host.ToString());
        }

        return found.Success ? found.Groups["region"].Value : null;
    }

    [GeneratedRegex(@"Credential=[^/]+/\d{8}/(?<region>[a-z0-9-]+)/", RegexOptions.CultureInvariant)]
    private static partial Regex Scope();

    [GeneratedRegex(@"^bedrock(-runtime|-mantle)?(-fips)?\.(?<region>[a-z]{2}(-[a-z]+)+-\d+)\.(amazonaws\.com|api\.aws)", RegexOptions.CultureInvariant)]
    private static partial Regex HostName();
}
