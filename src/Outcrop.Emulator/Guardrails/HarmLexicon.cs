namespace Outcrop.Emulator.Guardrails;

/// <summary>
/// A short list of words for each category of harm, where AWS has classifiers: enough to make a filter fire on purpose. Each has a score from 0 to 1.
/// </summary>
internal static class HarmLexicon
{
    private static readonly Dictionary<string, (string Phrase, double Score)[]> Phrases = new(StringComparer.Ordinal)
    {
        ["VIOLENCE"] = [("kill", 0.9), ("murder", 0.95), ("bomb", 0.95), ("stab", 0.9), ("shoot", 0.7), ("behead", 0.95), ("attack someone", 0.7), ("beat up", 0.6), ("fight", 0.4)],
        ["HATE"] = [("hate all", 0.9), ("subhuman", 0.95), ("inferior race", 0.95), ("ethnic cleansing", 0.95), ("vermin", 0.6), ("go back to your country", 0.7), ("i hate", 0.4)],
        ["SEXUAL"] = [("porn", 0.9), ("pornography", 0.95), ("sex act", 0.9), ("nude", 0.7), ("erotic", 0.7), ("sexual", 0.6), ("naked", 0.5)],
        ["INSULTS"] = [("idiot", 0.9), ("moron", 0.9), ("stupid", 0.7), ("loser", 0.7), ("dumb", 0.6), ("fool", 0.4)],
        ["MISCONDUCT"] = [("steal a", 0.7), ("launder money", 0.95), ("counterfeit", 0.9), ("hack into", 0.9), ("fraud", 0.6), ("make drugs", 0.95), ("pick a lock", 0.6), ("cheat on", 0.4)],
        ["JAILBREAK"] = [("ignore all previous instructions", 0.95), ("ignore previous instructions", 0.95), ("ignore your instructions", 0.95), ("do anything now", 0.95), ("you are now dan", 0.95), ("developer mode", 0.6), ("pretend you have no rules", 0.9)],
        ["PROMPT_INJECTION"] = [("ignore all previous instructions", 0.9), ("disregard the above", 0.9), ("new instructions:", 0.7), ("override your", 0.7), ("system override", 0.9)],
        ["PROMPT_LEAKAGE"] = [("system prompt", 0.9), ("your initial instructions", 0.9), ("repeat the text above", 0.9), ("reveal your instructions", 0.95), ("what were you told", 0.5)],
    };

    private static readonly string[] PromptAttack = ["JAILBREAK", "PROMPT_INJECTION", "PROMPT_LEAKAGE"];

    /// <summary>The mild end of a list that nobody wants to see in print.</summary>
    public static IReadOnlyList<string> Profanity { get; } = ["damn", "crap", "bastard", "bullshit", "shit", "bitch", "asshole", "fuck", "fucking", "motherfucker"];

    /// <summary>How sure it is that a text belongs to a category: 0 for not at all.</summary>
    public static double Score(string category, string text)
    {
        if (category == "PROMPT_ATTACK")
        {
            return PromptAttack.Max(part => Score(part, text));
        }

        double score = 0;
        foreach ((string phrase, double weight) in Phrases.GetValueOrDefault(category, []))
        {
            score = WordSet.Find(text, phrase) >= 0 ? Math.Max(score, weight) : score;
        }

        return score;
    }

    public static string Confidence(double score) => score switch
    {
        >= 0.8 => "HIGH",
        >= 0.55 => "MEDIUM",
        > 0 => "LOW",
        _ => "NONE",
    };

    /// <summary>The stricter a filter, the less sure it has to be: source, https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-content-filters.html.</summary>
    public static bool Fires(string strength, string confidence) => (strength, confidence) switch
    {
        (_, "NONE") or ("NONE", _) => false,
        ("LOW", var sure) => sure == "HIGH",
        ("MEDIUM", var sure) => sure is "HIGH" or "MEDIUM",
        _ => true,
    };
}
