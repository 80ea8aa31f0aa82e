using System.Globalization;
using System.Text;

namespace Outcrop.Emulator.Sts;

/// <summary>The parameters of a call in the query protocol: <c>application/x-www-form-urlencoded</c>.</summary>
internal sealed class StsForm
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private StsForm()
    {
    }

    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Whether there is a parameter of this name, or one inside it.</summary>
    public bool Has(string name) => _values.ContainsKey(name) || _values.Keys.Any(key => key.StartsWith(name + ".", StringComparison.Ordinal));

    public static StsForm Parse(ReadOnlyMemory<byte> body)
    {
        var form = new StsForm();
        foreach (string pair in Encoding.UTF8.GetString(body.Span).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? pair : pair[..equals];
            string value = equals < 0 ? "" : pair[(equals + 1)..];
            form._values[Decode(name)] = Decode(value);
        }

        return form;
    }

    /// <summary>The members of a list such as <c>Tags.member.1.Key</c>, <c>Tags.member.1.Value</c>.</summary>
    public IEnumerable<(string? Key, string? Value)> Pairs(string list)
    {
        for (int n = 1; ; n++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"{list}.member.{n}.");
            if (!_values.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                yield break;
            }

            yield return (this[prefix + "Key"], this[prefix + "Value"]);
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
