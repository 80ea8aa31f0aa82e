namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>Takes prompts apart at the marks of their turns. It guesses: whoever uses it compares what its result would be written as with the prompt it came from.</summary>
internal static class PromptParser
{
    /// <summary>Where the next of two marks stands; -1 when neither follows.</summary>
    public static int IndexOfEither(string text, string first, string second, int start)
    {
        int a = text.IndexOf(first, start, StringComparison.Ordinal);
        int b = text.IndexOf(second, start, StringComparison.Ordinal);
        return a < 0 ? b : b < 0 ? a : Math.Min(a, b);
    }

    /// <summary>Splits a text that begins with one of two marks.</summary>
    /// <returns>Each turn: whether it is the model's, and what stands between its mark and the next.</returns>
    public static IEnumerable<(bool IsAssistant, string Text)> Split(string text, string user, string assistant)
    {
        int at = 0;
        while (at < text.Length)
        {
            bool isAssistant = string.CompareOrdinal(text, at, assistant, 0, assistant.Length) == 0;
            if (!isAssistant && string.CompareOrdinal(text, at, user, 0, user.Length) != 0)
            {
                yield break;
            }

            int start = at + (isAssistant ? assistant.Length : user.Length);
            int next = IndexOfEither(text, user, assistant, start);
            at = next < 0 ? text.Length : next;
            yield return (isAssistant, text[start..at]);
        }
    }

    /// <summary>Reads a prompt of marked turns, such as Claude's text completion.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="user">Begins a turn of the user's.</param>
    /// <param name="assistant">Begins a turn of the model's.</param>
    /// <param name="close">Ends the prompt where the model is to answer.</param>
    public static TextConversation? ReadMarked(string prompt, string user, string assistant, string close)
    {
        string body = prompt.EndsWith(close, StringComparison.Ordinal) ? prompt[..^close.Length] : prompt;
        int first = IndexOfEither(body, user, assistant, 0);
        return first < 0 ? null : TextConversation.Of(body[..first], Split(body[first..], user, assistant).Select(static turn => new TextTurn(turn.IsAssistant, turn.Text)));
    }

    /// <summary>Reads the turns of a script, each a line that begins with its speaker; empty when it is none.</summary>
    public static List<TextTurn> ReadScript(string script, string user, string assistant)
    {
        string close = "\n" + assistant + ":";
        string body = "\n" + (script.EndsWith(close, StringComparison.Ordinal) ? script[..^close.Length] : script);
        return [.. Split(body, $"\n{user}: ", $"\n{assistant}: ").Select(static turn => new TextTurn(turn.IsAssistant, turn.Text))];
    }
}
