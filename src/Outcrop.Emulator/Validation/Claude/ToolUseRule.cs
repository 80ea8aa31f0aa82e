using Outcrop.Emulator.Catalog;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>Each call is answered in the next turn, and nothing is answered that was not called for in the one before. Messages of one role in a row are one turn.</summary>
internal static class ToolUseRule
{
    public static string? Check(ClaudeRequest request, ModelLine line)
    {
        var open = new List<string>();
        int called = -1;
        for (int index = 0; index < request.Turns.Count;)
        {
            int end = index + 1;
            while (end < request.Turns.Count && request.Turns[end].Role == request.Turns[index].Role)
            {
                end++;
            }

            List<ClaudeBlock> blocks = [.. request.Turns.Skip(index).Take(end - index).SelectMany(turn => turn.Blocks)];
            if (blocks.Find(block => block is { Kind: "tool_result", Id: { } id } && !open.Contains(id)) is { } stray)
            {
                return $"{stray.Place}: unexpected `tool_use_id` found in `tool_result` blocks: {stray.Id}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.";
            }

            open.RemoveAll(id => blocks.Exists(block => block.Kind == "tool_result" && block.Id == id));
            if (open.Count > 0)
            {
                break;
            }

            open.AddRange(blocks.Where(block => block is { Kind: "tool_use", Id: not null }).Select(block => block.Id!));
            called = end - 1;
            index = end;
        }

        return open.Count == 0 ? null : Format(
            $"messages.{called}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", open)}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
    }
}
