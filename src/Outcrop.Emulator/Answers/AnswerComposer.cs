using System.Text;

namespace Outcrop.Emulator.Answers;

/// <summary>Thinks of an answer: what a script says, or an echo that is long enough to watch. The same request gets the same answer.</summary>
internal static class AnswerComposer
{
    private const int LongestQuote = 400;

    public static Answer Compose(Prompt prompt, EmulatorScript? script)
    {
        // 1. What to say.
        bool scripted = script is { Text: not null } or { ToolCalls: not null } or { Reasoning: not null } or { RedactedReasoning: not null };
        string? reasoning = script?.Reasoning ?? (prompt.Reasoning && !scripted ? "The user wants an answer, and repeating what was said is the safest one." : null);
        List<ToolAnswer> tools = scripted ? ScriptedTools(script!) : WantedTools(prompt);
        string text = scripted ? script!.Text ?? "" : tools.Count > 0 ? $"I will use {tools[0].Name} for that." : Echo(prompt);

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

        if (script?.RedactedReasoning is { } redacted)
        {
            blocks.Add(new RedactedAnswer(redacted));
        }

        bool truncated = left == 0 && text.Length > 0;
        if (text.Length > 0 && left > 0)
        {
            List<string> all = Tokenizer.Split(text);
            truncated = all.Count > left;
            List<string> tokens = Limit(all, ref left);
            blocks.Add(new TextAnswer(string.Concat(tokens), tokens));
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
