using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Verification;

/// <summary>
/// The canonical request of Signature Version 4 as a service other than S3 computes it from what it received: the path as it stood on the wire is
/// encoded once more. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
/// </summary>
internal static class CanonicalRequest
{
    public static string Build(SignedRequest request, IEnumerable<string> signedHeaders, string payloadHash, Func<string, bool>? skipQuery = null)
    {
        string[] names = [.. signedHeaders.Select(name => name.ToLowerInvariant())];
        Array.Sort(names, StringComparer.Ordinal);
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n');
        AppendPath(text, OperationRoute.PathOf(request.RawTarget));
        text.Append('\n').Append(Query(request.RawTarget, skipQuery)).Append('\n');
        foreach (string name in names)
        {
            text.Append(name).Append(':').Append(HeaderValue(request.Headers, name)).Append('\n');
        }

        text.Append('\n').AppendJoin(';', names).Append('\n').Append(payloadHash);
        return text.ToString();
    }

    private static void AppendPath(StringBuilder text, ReadOnlySpan<char> path)
    {
        var segments = new List<string>();
        foreach (Range range in path.Split('/'))
        {
            ReadOnlySpan<char> segment = path[range];
            if (segment is "" or ".")
            {
                continue;
            }

            if (segment is ".." && segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment is not "..")
            {
                segments.Add(Uri.EscapeDataString(segment));
            }
        }

        text.Append('/').AppendJoin('/', segments);
        if (segments.Count > 0 && path[^1] == '/')
        {
            text.Append('/');
        }
    }

    private static string Query(string rawTarget, Func<string, bool>? skip)
    {
        int mark = rawTarget.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
        {
            return "";
        }

        var pairs = new List<(string Name, string Value)>();
        foreach (string pair in rawTarget[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]);
            string value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
            if (skip is null || !skip(name))
            {
                pairs.Add((Uri.EscapeDataString(name), Uri.EscapeDataString(value)));
            }
        }

        pairs.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is not 0 and int byName ? byName : string.CompareOrdinal(a.Value, b.Value));
        return string.Join('&', pairs.Select(pair => $"{pair.Name}={pair.Value}"));
    }

    /// <summary>Over HTTP/2 a client may sign the pseudo-header instead of <c>host</c>; Kestrel gives both as Host.</summary>
    private static string HeaderValue(IHeaderDictionary headers, string name)
    {
        StringValues values = headers[name == ":authority" ? "host" : name];
        return string.Join(',', values.Select(value => CollapseSpaces(value ?? "")));
    }

    private static string CollapseSpaces(string value)
    {
        string trimmed = value.Trim();
        if (!trimmed.Contains("  ", StringComparison.Ordinal))
        {
            return trimmed;
        }

        return string.Join(' ', trimmed.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
