using System.Net.Http.Headers;

namespace Outcrop.Bedrock.Explain;

/// <summary>The headers of a request as they may be shown: in order, with nothing secret in them.</summary>
internal static class SafeHeaders
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Hidden = "<hidden>";

    /// <summary>The id that stands in an explained request; each call has one of its own.</summary>
    public const string InvocationId = "00000000-0000-0000-0000-000000000000";

    /// <summary>Reads the headers of a request.</summary>
    /// <param name="message">The request.</param>
    public static List<KeyValuePair<string, string>> Of(HttpRequestMessage message)
    {
        var headers = new List<KeyValuePair<string, string>>();
        Add(message.Headers, headers);
        if (message.Content is { } content)
        {
            // The length is computed when it is first asked for.
            long? length = content.Headers.ContentLength;
            Add(content.Headers, headers);
            if (length is { } bytes && !content.Headers.NonValidated.Contains("Content-Length"))
            {
                headers.Add(new("Content-Length", bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
        }

        return headers;
    }

    private static void Add(HttpHeaders from, List<KeyValuePair<string, string>> headers)
    {
        foreach ((string name, HeaderStringValues values) in from.NonValidated)
        {
            headers.Add(new(name, Safe(name, values.ToString())));
        }
    }

    private static string Safe(string name, string value)
    {
        if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
        {
            return SafeAuthorization(value);
        }

        if (value == InvocationId)
        {
            return "<one for each call>";
        }

        return name.Contains("token", StringComparison.OrdinalIgnoreCase) && !name.EndsWith("-count", StringComparison.OrdinalIgnoreCase) ? Hidden : value;
    }

    /// <summary>Of a signature its scope and the names of the signed headers are shown: they are what goes wrong, and no secret.</summary>
    private static string SafeAuthorization(string value)
    {
        const string Credential = "Credential=";
        const string Signature = "Signature=";
        int space = value.IndexOf(' ', StringComparison.Ordinal);
        string scheme = space < 0 ? "" : value[..space];
        int credential = value.IndexOf(Credential, StringComparison.Ordinal);
        int scope = credential < 0 ? -1 : value.IndexOf('/', credential);
        int signature = value.IndexOf(Signature, StringComparison.Ordinal);
        return scope < 0 || signature < scope
            ? $"{scheme} {Hidden}".TrimStart()
            : $"{scheme} {Credential}{Hidden}{value[scope..signature]}{Signature}{Hidden}";
    }
}
