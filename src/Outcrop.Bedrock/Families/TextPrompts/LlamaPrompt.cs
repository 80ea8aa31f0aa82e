using System.Text;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>
/// Llama's prompt templates. InvokeModel takes the raw prompt, so the template is ours to write; another version's template gives bad answers, not errors.
/// Source: https://www.llama.com/docs/model-cards-and-prompt-formats.
/// </summary>
internal static class LlamaPrompt
{
    /// <summary>Writes a conversation. A last turn of the model's own stays open, so that the model goes on from it.</summary>
    /// <param name="conversation">What was said.</param>
    /// <param name="baseModelId">Tells the version; one that is not told is taken as 3.</param>
    /// <param name="dropped">Told when a text held marks of the template.</param>
    public static string Write(TextConversation conversation, string baseModelId, ICollection<DroppedParameter> dropped)
    {
        int version = Version(baseModelId);
        if (version <= 2)
        {
            return WriteInstructions(conversation, "<<SYS>>\n", "\n<</SYS>>\n\n", " </s><s>", dropped);
        }

        TemplateTokens.Break(conversation, ["<|"], dropped);
        return version == 3
            ? WriteHeaders(conversation, "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
            : WriteHeaders(conversation, "<|header_start|>", "<|header_end|>", "<|eot|>");
    }

    /// <summary>Writes the <c>[INST]</c> form that Llama 2 and the first Mistral models share.</summary>
    /// <param name="conversation">What was said.</param>
    /// <param name="systemStart">Stands before the system prompt.</param>
    /// <param name="systemEnd">Stands after it.</param>
    /// <param name="turnEnd">Stands after each of the model's turns.</param>
    /// <param name="dropped">Told when a text held marks of the template.</param>
    public static string WriteInstructions(TextConversation conversation, string systemStart, string systemEnd, string turnEnd, ICollection<DroppedParameter> dropped)
    {
        TemplateTokens.Break(conversation, ["[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<s>", "</s>"], dropped);
        var prompt = new StringBuilder("<s>");
        string system = conversation.System.Length == 0 ? "" : systemStart + conversation.System + systemEnd;
        for (int i = 0; i < conversation.Turns.Count; i++)
        {
            TextTurn turn = conversation.Turns[i];
            if (!turn.IsAssistant)
            {
                prompt.Append("[INST] ").Append(system).Append(turn.Text).Append(" [/INST]");
                system = "";
                continue;
            }

            // A conversation that begins with the model has its system prompt in an instruction of its own.
            if (system.Length > 0)
            {
                prompt.Append("[INST] ").Append(system).Append(" [/INST]");
                system = "";
            }

            prompt.Append(' ').Append(turn.Text);
            if (i < conversation.Turns.Count - 1)
            {
                prompt.Append(turnEnd);
            }
        }

        return prompt.ToString();
    }

    private static string WriteHeaders(TextConversation conversation, string headerStart, string headerEnd, string turnEnd)
    {
        var prompt = new StringBuilder("<|begin_of_text|>");
        if (conversation.System.Length > 0)
        {
            Header("system").Append(conversation.System).Append(turnEnd);
        }

        for (int i = 0; i < conversation.Turns.Count; i++)
        {
            TextTurn turn = conversation.Turns[i];
            Header(turn.IsAssistant ? "assistant" : "user").Append(turn.Text);
            if (turn.IsAssistant && i == conversation.Turns.Count - 1)
            {
                return prompt.ToString();
            }

            prompt.Append(turnEnd);
        }

        return Header("assistant").ToString();

        StringBuilder Header(string role) => prompt.Append(headerStart).Append(role).Append(headerEnd).Append("\n\n");
    }

    /// <summary>The version that a model's id names; one that is not told is taken as 3.</summary>
    public static int Version(string baseModelId)
    {
        int at = baseModelId.IndexOf("llama", StringComparison.Ordinal);
        int digit = at + "llama".Length;
        return at >= 0 && digit < baseModelId.Length && char.IsAsciiDigit(baseModelId[digit]) ? baseModelId[digit] - '0' : 3;
    }
}
