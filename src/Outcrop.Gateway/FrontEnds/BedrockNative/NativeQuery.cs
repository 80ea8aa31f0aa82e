using System.Text;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>The query: the operation's own names go on, decoded once and encoded anew, and the others are left out and named.</summary>
internal static class NativeQuery
{
    private const int LongestValue = 2048;

    /// <summary>Reads a query.</summary>
    /// <param name="query">The query as it came, without its question mark.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="dropped">Takes the names that were left out.</param>
    /// <returns>The query to send; <see langword="null"/> for none.</returns>
    /// <exception cref="GatewayException">A value is none, or stands there twice.</exception>
    public static string? Rewrite(string query, AwsOperation operation, List<string> dropped)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var written = new StringBuilder();
        foreach (string part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? part : part[..equals];
            if (!operation.Query.Contains(name))
            {
                dropped.Add(name);
                continue;
            }

            if (!names.Add(name))
            {
                throw new GatewayException(GatewayError.InvalidRequest($"{name}: stands twice in the query"));
            }

            written.Append(written.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(Decode(name, equals < 0 ? "" : part[(equals + 1)..])));
        }

        return written.Length > 0 ? written.ToString() : null;
    }

    private static string Decode(string name, string text)
    {
        string value = Uri.UnescapeDataString(text);
        foreach (char character in value)
        {
            if (character is < ' ' or > '~')
            {
                throw new GatewayException(GatewayError.InvalidRequest($"{name}: holds a character that it cannot"));
            }
        }

        return value.Length <= LongestValue ? value : throw new GatewayException(GatewayError.InvalidRequest($"{name}: is longer than {LongestValue} characters"));
    }
}
