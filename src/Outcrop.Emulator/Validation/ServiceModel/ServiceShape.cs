using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Validation.ServiceModel;

/// <summary>A shape of the service model, reduced to what it demands. What may be left out has a setter instead of an initializer: generated JSON code would overwrite defaults.</summary>
internal sealed class ServiceShape
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private Regex? _pattern;

    /// <summary>What it is: <c>structure</c>, <c>union</c>, <c>list</c>, <c>map</c>, <c>string</c>, <c>integer</c>, <c>document</c>…</summary>
    public required string Kind { get; init; }

    /// <summary>The members a structure must have.</summary>
    public string[] Required { get; set; } = [];

    /// <summary>A structure's or union's members.</summary>
    public Dictionary<string, ServiceMember> Members { get; set; } = [];

    /// <summary>The member that is the whole body.</summary>
    public string? Payload { get; set; }

    /// <summary>A list's element.</summary>
    public string? Element { get; set; }

    /// <summary>A map's key.</summary>
    public string? Key { get; set; }

    /// <summary>A map's value.</summary>
    public string? Value { get; set; }

    /// <summary>The least value, length or count.</summary>
    public double? Min { get; set; }

    /// <summary>The greatest value, length or count.</summary>
    public double? Max { get; set; }

    /// <summary>What the whole of a string looks like.</summary>
    public string? Pattern { get; set; }

    /// <summary>The words a string may be.</summary>
    public string[] Enum { get; set; } = [];

    /// <summary>Whether values are kept out of texts.</summary>
    public bool Sensitive { get; set; }

    /// <summary>Whether a text is of the pattern, whose letters and digits are ASCII's, as in Java.</summary>
    public bool Fits(string text)
    {
        if (Pattern is null)
        {
            return true;
        }

        _pattern ??= new Regex($"^(?:{Pattern.Replace(@"[\w", "[a-zA-Z0-9_", StringComparison.Ordinal).Replace(@"[\d", "[0-9", StringComparison.Ordinal)})\\z", RegexOptions.CultureInvariant, Patience);
        try
        {
            return _pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // A text that takes so long to be tried was made for it.
            return false;
        }
    }
}
