namespace Outcrop.Emulator.Personas;

/// <summary>Finds the last user's turn in prompts that hold a whole conversation as text, whatever template wrote them.</summary>
internal static class PromptText
{
    private static readonly string[] UserMarks =
    [
        "<|start_header_id|>user<|end_header_id|>", "<|header_start|>user<|header_end|>", "[INST]", "<｜User｜>", "\n\nHuman:", "\nHuman:", "Human:", "\nUser:", "User:",
    ];

    private static readonly string[] EndMarks =
    [
        "<|eot_id|>", "<|eot|>", "[/INST]", "<｜Assistant｜>", "\nChatbot:", "\n\nAssistant:", "\nAssistant:", "Assistant:", "\nBot:", "\nAI:", "<|start_header_id|>", "<|header_start|>",
    ];

    public static string LastUserTurn(string prompt)
    {
        int start = -1;
        int after = 0;
        foreach (string mark in UserMarks)
        {
            int at = prompt.LastIndexOf(mark, StringComparison.Ordinal);
            if (at >= 0 && at + mark.Length > after)
            {
                start = at;
                after = at + mark.Length;
            }
        }

        string turn = start < 0 ? prompt : prompt[after..];
        int end = turn.Length;
        foreach (string mark in EndMarks)
        {
            int at = turn.IndexOf(mark, StringComparison.Ordinal);
            end = at >= 0 && at < end ? at : end;
        }

        string text = turn[..end];

        // Llama 2 puts the system prompt inside the first user turn.
        int system = text.IndexOf("<</SYS>>", StringComparison.Ordinal);
        return (system < 0 ? text : text[(system + "<</SYS>>".Length)..]).Trim();
    }
}
