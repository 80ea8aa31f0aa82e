using System.Text;

namespace Outcrop.Gateway.Recorded;

/// <summary>An answer of the gateway as it came.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">As much of the body as arrived.</param>
/// <param name="IsWhole">Whether the body ended properly.</param>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body, bool IsWhole)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>A header, whatever its case.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
