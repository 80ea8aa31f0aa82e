using System.Text;

namespace Outcrop.Emulator.Answers;

/// <summary>Thinks of an answer: what a script says, or an echo that is long enough to watch. The same request gets the same answer.</summary>
internal static class AnswerComposer
{
    private const int LongestQuote = 400;

    private const string Opening = "The document says: ";

    private const string Closing = "\n\nThat is what fits the question best.";

    /// <summary>Source: https://platform.claude.com/docs/en/build-with-claude/extended-thinking, read November 2026.</summary>
    private const string RedactionTrigger = "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB";

    public static Answer Compose(Prompt prompt, EmulatorScript? script)
    {
        // 1. What to say.
        bool scripted = script is { Text: not null } or { ToolCalls: not null } or { Reasoning: not null } or { RedactedReasoning: not null };
        (string? reasoning, string? redacted) = Reasoning(prompt, script, scripted);
        List<ToolAnswer> tools = scripted ? ScriptedTools(script!) : WantedTools(prompt);
        Citation? citation = scripted || tools.Count > 0 || prompt.OutputSchema is not null ? null : prompt.Citation;
        string text = scripted ? script!.Text ?? "" : tools.Count > 0 ? $"I will use {tools[0].Name} for that."
            : prompt.OutputSchema is { } schema ? SchemaSampler.Sample(schema, prompt.UserText, anyType: true)
            : citation is not null ? Opening + citation.Quote.Trim() + Closing
            : Echo(prompt);

        // 2. Where to stop, unless the script has settled it.
        string stopReason = script?.StopReason ?? (tools.Count > 0 ? Answer.ToolUse : Answer.EndTurn);
        string? stopSequence = null;
        if (script?.StopReason is null)
        {
            (text, stopSequence) = CutAtStopSequence(text, prompt.StopSequences);
            if (stopSequence is not null)
            {
                stopReason = Answer.StoppedBySequence;
                tools.Clear();
            }
        }

        // 3. Blocks, within the limit.
        var blocks = new List<AnswerBlock>();
        int left = script?.StopReason is null && prompt.MaxTokens is int limit ? limit : int.MaxValue;
        int budget = left;
        if (reasoning is not null && left > 0)
        {
            List<string> tokens = Limit(Tokenizer.Split(reasoning), ref left);
            string kept = string.Concat(tokens);
            blocks.Add(new ReasoningAnswer(kept, tokens, ReasoningSignature.Of(kept)));
        }

        if (redacted is not null)
        {
            blocks.Add(new RedactedAnswer(redacted));
        }

        bool truncated = left == 0 && text.Length > 0;
        foreach ((string part, Citation? source) in Parts(text, citation))
        {
            if (left > 0)
            {
                List<string> all = Tokenizer.Split(part);
                truncated = all.Count > left;
                List<string> tokens = Limit(all, ref left);
                blocks.Add(new TextAnswer(string.Concat(tokens), tokens, source));
            }
            else
            {
                truncated = true;
            }
        }

        if (truncated)
        {
            return new Answer(blocks, Answer.MaxTokens, null, budget - left);
        }

        int output = budget - left;
        foreach (ToolAnswer tool in tools)
        {
            blocks.Add(tool);
            output += Tokenizer.Count(tool.Name) + Tokenizer.CountJson(tool.InputJson) + 4;
        }

        return new Answer(blocks, stopReason, stopSequence, output);
    }

    /// <summary>Reasoning where it was asked for; encrypted, where the words that Anthropic gives testers for that are said.</summary>
    private static (string? Reasoning, string? Redacted) Reasoning(Prompt prompt, EmulatorScript? script, bool scripted)
    {
        if (scripted || !prompt.Reasoning)
        {
            return (script?.Reasoning, script?.RedactedReasoning);
        }

        return prompt.UserText.Contains(RedactionTrigger, StringComparison.Ordinal)
            ? (null, ReasoningSignature.Redacted(prompt.UserText))
            : ("The user wants an answer, and repeating what was said is the safest one.", null);
    }

    /// <summary>What is quoted is a block of its own.</summary>
    private static IEnumerable<(string Text, Citation? Source)> Parts(string text, Citation? citation)
    {
        if (text.Length == 0)
        {
            return [];
        }

        int end = citation is null ? 0 : Math.Min(text.Length, Opening.Length + citation.Quote.Trim().Length);
        return citation is null || text.Length <= Opening.Length ? [(text, null)]
            : end == text.Length ? [(Opening, null), (text[Opening.Length..], citation)]
            : [(Opening, null), (text[Opening.Length..end], citation), (text[end..], null)];
    }

    private static List<ToolAnswer> ScriptedTools(EmulatorScript script) =>
        [.. (script.ToolCalls ?? []).Select(call => new ToolAnswer(call.Name, call.InputJson))];

    /// <summary>Tools are called when the choice demands it, or when the user names one; never in answer to a tool's own result, or agents would not end.</summary>
    private static List<ToolAnswer> WantedTools(Prompt prompt)
    {
        if (prompt.Tools.Count == 0 || prompt.ToolsForbidden)
        {
            return [];
        }

        if (prompt.ForcedTool is not null)
        {
            ToolOffer? forced = prompt.Tools.Find(tool => tool.Name == prompt.ForcedTool);
            return forced is null ? [] : [Call(forced, prompt)];
        }

        List<ToolAnswer> named = prompt.ToolResult is null
            ? [.. prompt.Tools.Where(tool => Names(prompt.UserText, tool.Name)).Select(tool => Call(tool, prompt))]
            : [];
        return named.Count == 0 && prompt.ToolRequired ? [Call(prompt.Tools[0], prompt)] : named;
    }

    private static ToolAnswer Call(ToolOffer tool, Prompt prompt) => new(tool.Name, SchemaSampler.Sample(tool.Schema, prompt.UserText));

    /// <summary>"get weather", "get_weather" and "Get-Weather" name the same tool.</summary>
    private static bool Names(string text, string tool) =>
        tool.Length > 0 && Normalize(text).Contains(Normalize(tool), StringComparison.Ordinal);

    private static string Normalize(string text)
    {
        var normalized = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            normalized.Append(char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ');
        }

        return normalized.ToString();
    }

    private static string Echo(Prompt prompt)
    {
        if (prompt.ToolResult is not null)
        {
            return $"The tool answered: {Shorten(prompt.ToolResult)}\n\nThat is all there is to know about it for now. Ask again if you need something else.";
        }

        string said = prompt.UserText.Trim();
        string opening = said.Length == 0 ? "You said nothing that can be read as text." : $"You said: \"{Shorten(said)}\"";
        return opening + "\n\nThank you for the message. Here is a reply of a few sentences, so that you can watch it arrive piece by piece. "
            + "It is the same each time you ask the same thing, which makes it easy to test against.";
    }

    private static string Shorten(string text)
    {
        if (text.Length <= LongestQuote)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote;
        return text[..end] + "…";
    }

    private static (string Text, string? Sequence) CutAtStopSequence(string text, List<string> sequences)
    {
        int cut = -1;
        string? found = null;
        foreach (string sequence in sequences)
        {
            int at = sequence.Length == 0 ? -1 : text.IndexOf(sequence, StringComparison.Ordinal);
            if (at >= 0 && (cut < 0 || at < cut))
            {
                cut = at;
                found = sequence;
            }
        }

        return found is null ? (text, null) : (text[..cut], found);
    }

    private static List<string> Limit(List<string> tokens, ref int left)
    {
        List<string> kept = tokens.Count <= left ? tokens : tokens.GetRange(0, left);
        left -= kept.Count;
        return kept;
    }
}
