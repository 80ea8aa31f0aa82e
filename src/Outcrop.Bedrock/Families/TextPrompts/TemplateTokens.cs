using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>
/// The marks of a prompt template inside what people said. A model that takes a prompt reads them as turns wherever they stand, so a user could speak as the system. A mark is broken by a
/// space behind its first character, which leaves it readable and no mark; the caller is told.
/// </summary>
internal static class TemplateTokens
{
    /// <summary>Breaks the marks in every text of a conversation.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="marks">The template's marks; longer ones before their own beginnings.</param>
    /// <param name="dropped">Told when a mark was broken.</param>
    public static void Break(TextConversation conversation, ReadOnlySpan<string> marks, ICollection<DroppedParameter> dropped)
    {
        string system = Break(conversation.System, marks);
        bool broken = !ReferenceEquals(system, conversation.System);
        conversation.System = system;
        BreakTurns(conversation, marks, dropped, broken);
    }

    /// <summary>Breaks the marks in the turns only, where the system prompt is no turn like the others.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="marks">The template's marks.</param>
    /// <param name="dropped">Told when a mark was broken.</param>
    /// <param name="broken">Whether one has been broken already.</param>
    public static void BreakTurns(TextConversation conversation, ReadOnlySpan<string> marks, ICollection<DroppedParameter> dropped, bool broken = false)
    {
        for (int i = 0; i < conversation.Turns.Count; i++)
        {
            TextTurn turn = conversation.Turns[i];
            string text = Break(turn.Text, marks);
            broken |= !ReferenceEquals(text, turn.Text);
            conversation.Turns[i] = turn with { Text = text };
        }

        if (broken)
        {
            dropped.Add(new DroppedParameter("messages.templateTokens", "marks of the prompt template inside texts were broken by a space"));
        }
    }

    /// <summary>Breaks the marks in one text; the same string when it holds none.</summary>
    public static string Break(string text, ReadOnlySpan<string> marks)
    {
        foreach (string mark in marks)
        {
            if (text.Contains(mark, StringComparison.Ordinal))
            {
                // Line feeds before a mark are part of it: the space goes behind them.
                int at = 0;
                while (mark[at] == '\n')
                {
                    at++;
                }

                at = at == 0 ? 1 : at;
                text = text.Replace(mark, mark.Insert(at, " "), StringComparison.Ordinal);
            }
        }

        return text;
    }
}
