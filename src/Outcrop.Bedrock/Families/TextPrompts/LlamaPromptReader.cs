namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>Reads prompts in the templates that <see cref="LlamaPrompt"/> writes.</summary>
internal static class LlamaPromptReader
{
    /// <summary>Reads a prompt that may be in the template of its model; <see langword="null"/> when it is not.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="baseModelId">Tells the version.</param>
    public static TextConversation? Read(string prompt, string baseModelId) => LlamaPrompt.Version(baseModelId) switch
    {
        <= 2 => ReadInstructions(prompt, "<<SYS>>\n", "\n<</SYS>>\n\n", " </s><s>"),
        3 => ReadHeaders(prompt, "<|start_header_id|>", "<|end_header_id|>\n\n", "<|eot_id|>"),
        _ => ReadHeaders(prompt, "<|header_start|>", "<|header_end|>\n\n", "<|eot|>"),
    };

    /// <summary>Reads the <c>[INST]</c> form.</summary>
    /// <inheritdoc cref="LlamaPrompt.WriteInstructions"/>
    public static TextConversation? ReadInstructions(string prompt, string systemStart, string systemEnd, string turnEnd)
    {
        const string Begin = "<s>";
        const string Open = "[INST] ";
        const string Close = " [/INST]";
        if (!prompt.StartsWith(Begin + Open, StringComparison.Ordinal))
        {
            return null;
        }

        string system = "";
        var turns = new List<TextTurn>();
        string[] parts = prompt[(Begin.Length + Open.Length)..].Split(Open);
        for (int i = 0; i < parts.Length; i++)
        {
            int close = parts[i].IndexOf(Close, StringComparison.Ordinal);
            if (close < 0)
            {
                return null;
            }

            string said = parts[i][..close];
            string answer = parts[i][(close + Close.Length)..];
            int end = said.IndexOf(systemEnd, StringComparison.Ordinal);
            if (i == 0 && systemStart.Length > 0 && end >= 0 && said.StartsWith(systemStart, StringComparison.Ordinal))
            {
                system = said[systemStart.Length..end];
                said = said[(end + systemEnd.Length)..];
            }

            turns.Add(new TextTurn(false, said));
            answer = i < parts.Length - 1 && answer.EndsWith(turnEnd, StringComparison.Ordinal) ? answer[..^turnEnd.Length] : answer;
            if (answer.Length > 0)
            {
                turns.Add(new TextTurn(true, answer[1..]));
            }
        }

        return TextConversation.Of(system, turns);
    }

    private static TextConversation? ReadHeaders(string prompt, string headerStart, string headerEnd, string turnEnd)
    {
        const string Begin = "<|begin_of_text|>";
        if (!prompt.StartsWith(Begin + headerStart, StringComparison.Ordinal))
        {
            return null;
        }

        string system = "";
        var turns = new List<TextTurn>();
        foreach (string part in prompt[(Begin.Length + headerStart.Length)..].Split(headerStart))
        {
            int end = part.IndexOf(headerEnd, StringComparison.Ordinal);
            if (end < 0)
            {
                return null;
            }

            string role = part[..end];
            string text = part[(end + headerEnd.Length)..];
            bool closed = text.EndsWith(turnEnd, StringComparison.Ordinal);
            text = closed ? text[..^turnEnd.Length] : text;
            switch (role)
            {
                case "system":
                    system = text;
                    break;
                case "user" or "assistant" when closed || text.Length > 0:
                    turns.Add(new TextTurn(role == "assistant", text));
                    break;
                case "assistant":
                    break;
                default:
                    return null;
            }
        }

        return TextConversation.Of(system, turns);
    }
}
