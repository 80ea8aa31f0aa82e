using System.Text;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>DeepSeek R1's prompt template. The bars are U+FF5C and the low lines U+2581: each mark is one token of the model's vocabulary.</summary>
internal static class DeepSeekPrompt
{
    private const string Begin = "<｜begin▁of▁sentence｜>";
    private const string End = "<｜end▁of▁sentence｜>";
    private const string User = "<｜User｜>";
    private const string Assistant = "<｜Assistant｜>";
    private const string Thinks = "<think>\n";
    private const string HasThought = "<think>\n\n</think>\n\n";

    /// <summary>Writes a conversation. A last turn of the model's own is the beginning of its answer; its thoughts are over then.</summary>
    public static string Write(TextConversation conversation)
    {
        var prompt = new StringBuilder(Begin).Append(conversation.System);
        for (int i = 0; i < conversation.Turns.Count; i++)
        {
            TextTurn turn = conversation.Turns[i];
            prompt.Append(turn.IsAssistant ? Assistant : User);
            bool open = turn.IsAssistant && i == conversation.Turns.Count - 1;
            prompt.Append(open ? HasThought : "").Append(turn.Text).Append(turn.IsAssistant && !open ? End : "");
        }

        return conversation.Turns[^1].IsAssistant ? prompt.ToString() : prompt.Append(Assistant).Append(Thinks).ToString();
    }

    /// <summary>Reads a prompt that may be in the template; <see langword="null"/> when it is not.</summary>
    public static TextConversation? Read(string prompt)
    {
        if (!prompt.StartsWith(Begin, StringComparison.Ordinal))
        {
            return null;
        }

        string rest = prompt[Begin.Length..];
        int first = PromptParser.IndexOfEither(rest, User, Assistant, 0);
        if (first < 0)
        {
            return null;
        }

        var turns = new List<TextTurn>();
        foreach ((bool assistant, string said) in PromptParser.Split(rest[first..], User, Assistant))
        {
            string text = said;
            if (assistant && text.EndsWith(End, StringComparison.Ordinal))
            {
                text = text[..^End.Length];
            }
            else if (assistant && text == Thinks)
            {
                break;
            }
            else if (assistant && text.StartsWith(HasThought, StringComparison.Ordinal))
            {
                text = text[HasThought.Length..];
            }

            turns.Add(new TextTurn(assistant, text));
        }

        return TextConversation.Of(rest[..first], turns);
    }
}
