using System.Text;

namespace Outcrop.Emulator.Answers;

/// <summary>A whole answer, before a family puts it into its own words.</summary>
/// <param name="Blocks">The blocks.</param>
/// <param name="StopReason">Why it ends, in Converse's words.</param>
/// <param name="StopSequence">The stop sequence that ended it.</param>
/// <param name="OutputTokens">How many tokens it has.</param>
internal sealed record Answer(IReadOnlyList<AnswerBlock> Blocks, string StopReason, string? StopSequence, int OutputTokens)
{
    public const string EndTurn = "end_turn";
    public const string MaxTokens = "max_tokens";
    public const string StoppedBySequence = "stop_sequence";
    public const string ToolUse = "tool_use";

    /// <summary>The text alone, for families that have nothing else.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (AnswerBlock block in Blocks)
            {
                text.Append((block as TextAnswer)?.Text);
            }

            return text.ToString();
        }
    }

    /// <summary>The text's tokens alone.</summary>
    public IEnumerable<string> TextTokens => Blocks.OfType<TextAnswer>().SelectMany(block => block.Tokens);
}
