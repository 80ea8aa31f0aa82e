namespace Outcrop.Emulator.Guardrails;

/// <summary>
/// Finds topics by keyword, where AWS asks a model: a text is about a topic when it names it, has one of the name's longer words, two keywords
/// of the definition, or three quarters of an example's keywords.
/// </summary>
internal static class TopicMatcher
{
    private const int LongWord = 5;

    public static bool IsAbout(string text, TopicRule topic)
    {
        HashSet<string> said = WordSet.Keywords(text);
        if (WordSet.Find(text, topic.Name) >= 0 || WordSet.Split(topic.Name).Exists(word => word.Length >= LongWord && said.Contains(WordSet.Stem(word))))
        {
            return true;
        }

        if (WordSet.Keywords(topic.Definition).Count(said.Contains) >= 2)
        {
            return true;
        }

        foreach (string example in topic.Examples)
        {
            HashSet<string> keywords = WordSet.Keywords(example);
            if (keywords.Count > 0 && keywords.Count(said.Contains) * 4 >= keywords.Count * 3)
            {
                return true;
            }
        }

        return false;
    }
}
