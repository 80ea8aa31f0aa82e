using System.Text.Json;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>Reads the turns of a Messages body.</summary>
internal static class MessagesTurns
{
    public static IReadOnlyList<ClaudeTurn> Read(JsonElement body)
    {
        var turns = new List<ClaudeTurn>();
        foreach (JsonElement message in Items(body, "messages"))
        {
            var blocks = new List<ClaudeBlock>();
            if (Refusal.Text(message, "content") is { } text)
            {
                blocks.Add(new ClaudeBlock(Format($"messages.{turns.Count}.content"), "text", Text: text));
            }

            Add(message, Format($"messages.{turns.Count}.content"), blocks);
            turns.Add(new ClaudeTurn(Refusal.Text(message, "role") ?? "", blocks));
        }

        return turns;
    }

    /// <summary>How many blocks of system, tools and messages carry a cache_control.</summary>
    public static int CountCacheControls(JsonElement body)
    {
        int count = Count(Items(body, "system")) + Count(Items(body, "tools"));
        foreach (JsonElement message in Items(body, "messages"))
        {
            count += Count(Items(message, "content")) + Items(message, "content").Sum(block => Count(Items(block, "content")));
        }

        return count;
    }

    private static int Count(IEnumerable<JsonElement> blocks) => blocks.Count(block => Member(block, "cache_control") is not null);

    private static void Add(JsonElement parent, string place, List<ClaudeBlock> blocks)
    {
        int index = -1;
        foreach (JsonElement block in Items(parent, "content"))
        {
            index++;
            string here = Format($"{place}.{index}");
            string kind = Refusal.Text(block, "type") ?? "";
            JsonElement source = Member(block, "source") ?? default;
            blocks.Add(new ClaudeBlock(
                here,
                kind,
                Refusal.Text(block, kind == "tool_use" ? "id" : "tool_use_id"),
                Refusal.Text(block, kind switch { "thinking" => "thinking", "redacted_thinking" => "data", _ => "text" }),
                Refusal.Text(block, "signature"),
                Refusal.Text(source, "media_type"),
                Member(source, "data"),
                Refusal.Text(source, "type")));
            if (kind == "tool_result")
            {
                Add(block, here + ".tool_result.content", blocks);
            }
        }
    }
}
