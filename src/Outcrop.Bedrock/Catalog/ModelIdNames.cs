using System.Collections.Frozen;

namespace Outcrop.Bedrock.Catalog;

/// <summary>The names that stand in front of a model's own: region prefixes and providers. Data; a new one of either still parses.</summary>
internal static class ModelIdNames
{
    private static readonly FrozenSet<string> RegionPrefixes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "us", "us-gov", "eu", "apac", "jp", "au", "ca", "global", "amer", "in", "sa", "il", "me", "af", "mx", "kr", "uk", "cn");

    private static readonly FrozenSet<string> Providers = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "ai21", "alibaba", "amazon", "anthropic", "arcee", "bytedance", "cohere", "deepseek", "google", "ibm", "liquid", "luma", "meta", "microsoft", "minimax", "mistral",
        "moonshot", "moonshotai", "nvidia", "openai", "poolside", "qwen", "stability", "twelvelabs", "upstage", "writer", "xai", "zai");

    /// <summary>Whether a provider is known.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsKnownProvider(string name) => Providers.Contains(name);

    /// <summary>The region prefix of an id: one of the table before any provider, or one shaped like it before a known one.</summary>
    /// <param name="id">The id.</param>
    public static string? RegionPrefixOf(string id)
    {
        int dot = id.IndexOf('.');
        int next = dot < 0 ? -1 : id.IndexOf('.', dot + 1);
        if (dot <= 0 || next < 0)
        {
            return null;
        }

        string first = id[..dot];
        string second = id[(dot + 1)..next];
        bool isPrefix = !Providers.Contains(first) && (RegionPrefixes.Contains(first) ? IsProviderName(second) : LooksLikePrefix(first) && Providers.Contains(second));
        return isPrefix ? first : null;
    }

    /// <summary>Whether a text can be a provider's name.</summary>
    /// <param name="name">The text.</param>
    public static bool IsProviderName(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return !name.IsEmpty && char.IsAsciiLetter(name[0]);
    }

    /// <summary><c>^[a-z]{2,6}(-[a-z]+)?$</c>.</summary>
    private static bool LooksLikePrefix(ReadOnlySpan<char> name)
    {
        int dash = name.IndexOf('-');
        ReadOnlySpan<char> head = dash < 0 ? name : name[..dash];
        return head.Length is >= 2 and <= 6 && AreLetters(head) && (dash < 0 || (dash < name.Length - 1 && AreLetters(name[(dash + 1)..])));
    }

    private static bool AreLetters(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetter(c))
            {
                return false;
            }
        }

        return true;
    }
}
