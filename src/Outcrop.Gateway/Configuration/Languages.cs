using System.Collections.Frozen;

namespace Outcrop.Gateway.Configuration;

/// <summary>The languages an answer can be asked for in, by the codes of the origin.</summary>
internal static class Languages
{
    /// <summary>The code of a request that names none.</summary>
    public const string Default = "en";

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = "English",
        ["ja"] = "Japanese (日本語)",
        ["zh"] = "Mandarin Chinese (中文)",
        ["zh-tw"] = "Traditional Chinese (繁體中文)",
        ["es"] = "Spanish (Español)",
        ["kr"] = "Korean (한국어)",
        ["vi"] = "Vietnamese (Tiếng Việt)",
        ["pt-br"] = "Brazilian Portuguese (Português Brasileiro)",
        ["fr"] = "Français (French)",
        ["ru"] = "Русский (Russian)",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The display name of a code; English for one that is not known, as in the origin.</summary>
    /// <param name="code">The code, in any case.</param>
    public static string NameOf(string code) => Names.GetValueOrDefault(code, Names[Default]);
}
