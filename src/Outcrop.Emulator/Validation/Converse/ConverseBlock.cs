using System.Text.Json;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Converse;

/// <summary>A content block of a Converse request, or one inside a tool's result.</summary>
/// <param name="Message">The message's place.</param>
/// <param name="Role">The message's role.</param>
/// <param name="Index">The block's place in the message.</param>
/// <param name="Inner">Its place in the tool's result; <see langword="null"/> for a block of the message itself.</param>
/// <param name="Kind">The member that it sets: <c>text</c>, <c>image</c>…</param>
/// <param name="Value">That member's value.</param>
internal readonly record struct ConverseBlock(int Message, string Role, int Index, int? Inner, string Kind, JsonElement Value)
{
    /// <summary>All blocks of a request, those of tool results behind theirs.</summary>
    public static IEnumerable<ConverseBlock> Of(JsonElement body)
    {
        int message = -1;
        foreach (JsonElement turn in Items(body, "messages"))
        {
            message++;
            string role = Text(turn, "role") ?? "";
            int index = -1;
            foreach (JsonElement block in Items(turn, "content"))
            {
                index++;
                if (KindOf(block) is not { } kind)
                {
                    continue;
                }

                yield return new ConverseBlock(message, role, index, null, kind, block.GetProperty(kind));
                int inner = -1;
                foreach (JsonElement part in kind == "toolResult" ? Items(block.GetProperty(kind), "content") : [])
                {
                    inner++;
                    if (KindOf(part) is { } partKind)
                    {
                        yield return new ConverseBlock(message, role, index, inner, partKind, part.GetProperty(partKind));
                    }
                }
            }
        }
    }

    private static string? KindOf(JsonElement block)
    {
        if (block.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in block.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.Null)
                {
                    return member.Name;
                }
            }
        }

        return null;
    }
}
