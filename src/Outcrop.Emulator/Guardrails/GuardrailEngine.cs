namespace Outcrop.Emulator.Guardrails;

/// <summary>Looks at texts through a guardrail's rules. The same texts get the same findings.</summary>
internal static class GuardrailEngine
{
    private const int UnitCharacters = 1000;

    /// <param name="policy">What to look for.</param>
    /// <param name="side">What the texts are.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="context">What was said before, where an answer is looked at: its sources and its question.</param>
    public static GuardrailAssessment Assess(GuardrailPolicy policy, GuardrailSide side, IReadOnlyList<GuardedText> texts, IReadOnlyList<GuardedText>? context = null)
    {
        var findings = new List<GuardrailFinding>();
        TextMask[] masks = [.. texts.Select(text => new TextMask(text.Text))];
        string guarded = string.Join('\n', texts.Where(text => text.Guarded).Select(text => text.Text));
        foreach (GuardrailRule rule in policy.Rules)
        {
            if (rule.Reach.On(side) is not { } action)
            {
                continue;
            }

            switch (rule)
            {
                case TopicRule topic:
                    bool about = guarded.Length > 0 && TopicMatcher.IsAbout(guarded, topic);
                    findings.Add(new TopicFinding(topic.Name, about ? action : GuardrailAction.None, about));
                    break;
                case ContentRule content:
                    string strength = content.StrengthOn(side);
                    string confidence = HarmLexicon.Confidence(HarmLexicon.Score(content.Type, guarded));
                    bool fires = HarmLexicon.Fires(strength, confidence);
                    findings.Add(new ContentFinding(content.Type, strength, confidence, fires ? action : GuardrailAction.None, fires));
                    break;
                case WordRule word:
                    AddWords(findings, word, action, guarded);
                    break;
                case PiiRule pii:
                    AddPlaces(
                        findings, texts, masks, action, pii.Type, text => PiiKinds.Find(pii.Type, text), (match, done, found) => new PiiFinding(pii.Type, match, done, found));
                    break;
                case RegexRule regex:
                    AddPlaces(
                        findings, texts, masks, action, regex.Name, text => regex.Pattern.Matches(text).Select(match => (match.Index, match.Length)),
                        (match, done, found) => new RegexFinding(regex.Name, regex.Pattern.ToString(), match, done, found));
                    break;
                case GroundingRule grounding:
                    AddGrounding(findings, grounding, action, guarded, context ?? texts);
                    break;
                default:
                    throw new InvalidOperationException($"No rule {rule.GetType().Name}.");
            }
        }

        int characters = texts.Where(text => text.Guarded).Sum(text => text.Text.Length);
        return new GuardrailAssessment(
            findings, [.. masks.Select(mask => mask.Apply())], Units(policy, side, characters, findings), characters, texts.Sum(text => text.Text.Length));
    }

    private static void AddWords(List<GuardrailFinding> findings, WordRule rule, GuardrailAction action, string text)
    {
        bool managed = rule.Text is null;
        bool any = false;
        foreach (string word in managed ? HarmLexicon.Profanity : [rule.Text!])
        {
            int at = WordSet.Find(text, word);
            if (at >= 0)
            {
                any = true;
                findings.Add(new WordFinding(text.Substring(at, word.Length), managed, action, true));
            }
        }

        if (!any)
        {
            findings.Add(new WordFinding(rule.Text ?? "", managed, GuardrailAction.None, false));
        }
    }

    private static void AddPlaces(
        List<GuardrailFinding> findings, IReadOnlyList<GuardedText> texts, TextMask[] masks, GuardrailAction action, string label,
        Func<string, IEnumerable<(int Start, int Length)>> find, Func<string, GuardrailAction, bool, GuardrailFinding> report)
    {
        bool any = false;
        for (int i = 0; i < texts.Count; i++)
        {
            if (!texts[i].Guarded)
            {
                continue;
            }

            foreach ((int start, int length) in find(texts[i].Text))
            {
                any = true;
                findings.Add(report(texts[i].Text.Substring(start, length), action, true));
                if (action == GuardrailAction.Anonymize)
                {
                    masks[i].Add(start, length, label);
                }
            }
        }

        if (!any)
        {
            findings.Add(report("", GuardrailAction.None, false));
        }
    }

    /// <summary>Nothing to compare with is nothing to check.</summary>
    private static void AddGrounding(List<GuardrailFinding> findings, GroundingRule rule, GuardrailAction action, string answer, IReadOnlyList<GuardedText> context)
    {
        string source = string.Join(' ', context.Where(text => text.Source).Select(text => text.Text));
        string query = string.Join(' ', context.Where(text => text.Query).Select(text => text.Text));
        if (source.Length == 0 || query.Length == 0)
        {
            return;
        }

        // An answer is grounded as far as its words are the source's, and relevant as far as it takes up the words of the question or of what answers it.
        HashSet<string> said = WordSet.Keywords(answer);
        HashSet<string> wanted = WordSet.Keywords(source + " " + query);
        HashSet<string> asked = WordSet.Keywords(query);
        double grounded = said.Count == 0 ? 1 : (double)said.Count(wanted.Contains) / said.Count;
        double relevant = said.Overlaps(asked) ? 1 : grounded;
        double score = Math.Round(rule.Type == "GROUNDING" ? grounded : relevant, 2);
        bool low = score < rule.Threshold;
        findings.Add(new GroundingFinding(rule.Type, score, rule.Threshold, low ? action : GuardrailAction.None, low));
    }

    private static GuardrailUnits Units(GuardrailPolicy policy, GuardrailSide side, int characters, List<GuardrailFinding> findings)
    {
        int units = (characters + UnitCharacters - 1) / UnitCharacters;
        int Of<T>(Func<T, bool>? which = null)
            where T : GuardrailRule => policy.Rules.Any(rule => rule is T typed && rule.Reach.On(side) is not null && (which is null || which(typed))) ? units : 0;
        return new GuardrailUnits(
            Of<TopicRule>(), Of<ContentRule>(), Of<WordRule>(word => word.Text is not null), Of<PiiRule>(), Of<RegexRule>(), findings.Exists(finding => finding is GroundingFinding) ? units : 0);
    }
}
