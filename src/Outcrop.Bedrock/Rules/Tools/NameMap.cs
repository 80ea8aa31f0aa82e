using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Outcrop.Bedrock.Rules.Tools;

/// <summary>
/// Names that Bedrock does not take, and what goes out for them: the legal part of the name and a hash of all of it, so that the same name is sent in every turn, and two names never become one. Not thread-safe.
/// </summary>
/// <param name="extra">The characters that are legal besides letters, digits, underscore and hyphen.</param>
internal sealed class NameMap(string extra = "")
{
    private const int Longest = 64;
    private Dictionary<string, string>? _sent;
    private Dictionary<string, string>? _given;

    /// <summary>Whether no name had to be changed.</summary>
    public bool IsEmpty => _given is null;

    /// <summary>Whether Bedrock takes a name as it is.</summary>
    public bool IsLegal(string name)
    {
        foreach (char c in name)
        {
            if (!IsLegal(c))
            {
                return false;
            }
        }

        return name.Length is > 0 and <= Longest;
    }

    /// <summary>Adds a name that is not legal.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isTaken">Whether the caller uses a legal name himself.</param>
    public void Add(string name, Func<string, bool> isTaken)
    {
        _sent ??= new Dictionary<string, string>(StringComparer.Ordinal);
        _given ??= new Dictionary<string, string>(StringComparer.Ordinal);
        if (_sent.ContainsKey(name))
        {
            return;
        }

        for (int round = 0; ; round++)
        {
            string legal = Legalize(name, round);
            if (!isTaken(legal) && _given.TryAdd(legal, name))
            {
                _sent.Add(name, legal);
                return;
            }
        }
    }

    /// <summary>What goes out for a name: the same object when nothing is to be changed.</summary>
    public string Sent(string name) => _sent is not null && _sent.TryGetValue(name, out string? sent) ? sent : name;

    /// <summary>The caller's name for one that came back.</summary>
    public string Given(string name) => _given is not null && _given.TryGetValue(name, out string? given) ? given : name;

    private bool IsLegal(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' || extra.Contains(c, StringComparison.Ordinal);

    private string Legalize(string name, int round)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(round == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}\n{round}")));
        string suffix = "_" + Convert.ToHexStringLower(hash.AsSpan(0, 4));
        return string.Create(Math.Min(name.Length, Longest - suffix.Length) + suffix.Length, (name, suffix, this), static (text, state) =>
        {
            int kept = text.Length - state.suffix.Length;
            for (int i = 0; i < kept; i++)
            {
                text[i] = state.Item3.IsLegal(state.name[i]) ? state.name[i] : '_';
            }

            state.suffix.CopyTo(text[kept..]);
        });
    }
}
