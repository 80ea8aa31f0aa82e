using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>
/// The request's target as it came, taken apart by ourselves: the server has folded and decoded its own copy, and what two readers read differently is how callers climb out of a path. Identifiers are decoded
/// once; what is then no identifier is refused, never repaired. Source: RFC 3986, sections 3.3 and 5.2.4.
/// </summary>
internal static class NativePath
{
    private static readonly System.Buffers.SearchValues<char> PathCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/%");

    /// <summary>Reads the target.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The path's segments, not decoded, and the query without its question mark.</returns>
    /// <exception cref="GatewayException">The target is not in the form in which AWS's SDKs send one.</exception>
    public static (string[] Segments, string Query) Read(HttpContext context)
    {
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        string path = mark < 0 ? target : target[..mark];
        string prefix = context.Request.PathBase.Value ?? "";
        if (!path.StartsWith(prefix + "/", StringComparison.Ordinal) || path.AsSpan().ContainsAnyExcept(PathCharacters))
        {
            throw Refuse("The request's path is not valid.");
        }

        string[] segments = path[(prefix.Length + 1)..].Split('/');
        foreach (string segment in segments)
        {
            if (segment is "" or "." or "..")
            {
                throw Refuse("The request's path is not in its normal form.");
            }
        }

        return (segments, mark < 0 ? "" : target[(mark + 1)..]);
    }

    /// <summary>The identifiers of a path that fits an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="segments">The path's segments.</param>
    /// <exception cref="GatewayException">One is no identifier.</exception>
    public static string[] Identifiers(AwsOperation operation, string[] segments)
    {
        var values = new List<string>(2);
        int surplus = segments.Length - operation.Segments.Length;
        int at = 0;
        foreach (string wanted in operation.Segments)
        {
            int count = AwsOperation.IsPlaceholder(wanted) ? 1 + surplus : 1;
            if (AwsOperation.IsPlaceholder(wanted))
            {
                values.Add(Decode(string.Join('/', segments.AsSpan(at, count))));
                surplus = 0;
            }

            at += count;
        }

        return [.. values];
    }

    /// <summary>Writes an operation's path as it goes upstream.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="values">Its identifiers.</param>
    public static string Write(AwsOperation operation, IReadOnlyList<string> values)
    {
        var path = new StringBuilder();
        int next = 0;
        foreach (string segment in operation.Segments)
        {
            path.Append('/').Append(AwsOperation.IsPlaceholder(segment) ? ModelPath.Encode(values[next++]) : segment);
        }

        return path.ToString();
    }

    private static string Decode(string text)
    {
        var decoded = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                decoded.Append(text[i]);
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                decoded.Append((char)Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                throw Refuse("The identifier in the request's path is not valid.");
            }
        }

        string id = decoded.ToString();
        return ModelRouter.IsModelId(id) ? id : throw Refuse("The identifier in the request's path is not valid.");
    }

    private static GatewayException Refuse(string message) => new(GatewayError.InvalidRequest(message));
}
