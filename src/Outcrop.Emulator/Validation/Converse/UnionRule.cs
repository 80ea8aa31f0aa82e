using System.Text.Json;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Converse;

/// <summary>A content block sets exactly one of its members.</summary>
internal static class UnionRule
{
    private static readonly string[] Keys =
    [
        "text", "image", "toolUse", "toolResult", "document", "video", "audio", "cachePoint", "guardContent", "reasoningContent", "citationsContent", "searchResult", "toolAddition", "toolRemoval",
    ];

    private static readonly string Listed = string.Join(", ", Keys);

    public static void Check(JsonElement body)
    {
        int message = -1;
        foreach (JsonElement turn in Items(body, "messages"))
        {
            message++;
            int index = -1;
            foreach (JsonElement block in Items(turn, "content"))
            {
                index++;
                int set = block.ValueKind == JsonValueKind.Object ? block.EnumerateObject().Count(member => member.Value.ValueKind != JsonValueKind.Null && Keys.Contains(member.Name)) : 1;
                if (set != 1)
                {
                    throw Of(Format($"{(set == 0 ? "The " : "")}ContentBlock object at messages.{message}.content.{index} {(set == 0 ? "must" : "can only")} set one of the following keys: {Listed}."));
                }
            }
        }
    }
}
