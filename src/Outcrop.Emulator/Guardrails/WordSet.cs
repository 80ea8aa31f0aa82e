using System.Text;

namespace Outcrop.Emulator.Guardrails;

/// <summary>The words of a text in small letters, and what is done with them: keywords are compared by stem, or "investments" would not be "investment".</summary>
internal static class WordSet
{
    /// <summary>Words of the language that say nothing of a topic.</summary>
    private static readonly HashSet<string> Stop = new(StringComparer.Ordinal)
    {
        "about", "above", "after", "again", "also", "another", "anyone", "anything", "asking", "based", "because", "been", "before", "being", "between", "both", "could",
        "does", "doing", "during", "each", "every", "example", "from", "give", "have", "having", "here", "into", "involve", "involving", "just", "like", "made", "make", "making",
        "more", "most", "much", "need", "other", "over", "please", "provide", "providing", "question", "regarding", "related", "request", "should", "some", "someone",
        "something", "such", "take", "tell", "than", "that", "their", "them", "then", "there", "these", "they", "thing", "this", "those", "through", "under", "using", "very", "want",
        "what", "when", "where", "which", "while", "will", "with", "without", "would", "your",
    };

    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char before = ' ';
        foreach (char c in text)
        {
            // InvestmentObjectives is two words.
            if (!char.IsLetterOrDigit(c) || (char.IsUpper(c) && char.IsLower(before)))
            {
                Flush(word, words);
            }

            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }

            before = c;
        }

        Flush(word, words);
        return words;
    }

    /// <summary>The stems of the words that mean something.</summary>
    public static HashSet<string> Keywords(string text)
    {
        var stems = new HashSet<string>(StringComparer.Ordinal);
        foreach (string word in Split(text))
        {
            if (word.Length >= 4 && !Stop.Contains(word))
            {
                stems.Add(Stem(word));
            }
        }

        return stems;
    }

    public static string Stem(string word)
    {
        foreach (string ending in (ReadOnlySpan<string>)["ations", "ation", "ments", "ment", "ings", "ing", "ors", "ies", "ed", "es", "s", "y"])
        {
            if (word.Length - ending.Length >= 4 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                return word[..^ending.Length];
            }
        }

        return word;
    }

    /// <summary>Where a phrase stands as whole words, whatever its case; -1 where it does not.</summary>
    public static int Find(string text, string phrase, int from = 0)
    {
        for (int at = from; at < text.Length && (at = text.IndexOf(phrase, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            bool left = at == 0 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(phrase[0]);
            int end = at + phrase.Length;
            bool right = end == text.Length || !char.IsLetterOrDigit(text[end]) || !char.IsLetterOrDigit(phrase[^1]);
            if (left && right)
            {
                return at;
            }
        }

        return -1;
    }

    private static void Flush(StringBuilder word, List<string> words)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
