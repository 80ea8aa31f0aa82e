using System.Text;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>An answer as its client has it.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers, their names in any case.</param>
/// <param name="Body">The body as far as it came.</param>
/// <param name="IsWhole">Whether HTTP says that the body is whole.</param>
public sealed record FaultAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body, bool IsWhole)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? this[string header] => Headers.GetValueOrDefault(header);

    /// <summary>An answer as a socket had it.</summary>
    public static FaultAnswer Of(RawAnswer raw) => new(
        raw.Status,
        raw.Head.Split("\r\n").Skip(1).Select(static line => line.Split(": ", 2)).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.OrdinalIgnoreCase),
        Encoding.Latin1.GetBytes(raw.Body),
        raw.IsWhole);

    public static async Task<FaultAnswer> ReadAsync(HttpResponseMessage response)
    {
        using HttpResponseMessage owned = response;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
        {
            headers[name] = string.Join(",", values);
        }

        using var bytes = new MemoryStream();
        bool whole = true;
        try
        {
            await response.Content.CopyToAsync(bytes);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            whole = false;
        }

        return new FaultAnswer((int)response.StatusCode, headers, bytes.ToArray(), whole);
    }
}
