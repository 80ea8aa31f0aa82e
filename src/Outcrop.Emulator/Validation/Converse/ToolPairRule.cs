using System.Text.Json;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Converse;

/// <summary>Calls and results: their ids are unique within a turn, results answer the calls of the turn before, each of them, and an error says what went wrong.</summary>
internal static class ToolPairRule
{
    public static void Check(JsonElement body)
    {
        var open = new List<string>();
        var calls = new List<string>();
        var results = new List<string>();
        int index = -1;
        foreach (JsonElement message in Items(body, "messages"))
        {
            index++;
            calls.Clear();
            results.Clear();
            int block = -1;
            foreach (JsonElement content in Items(message, "content"))
            {
                block++;

                // A system tool runs inside Bedrock, which brings its result itself.
                if (Member(content, "toolUse") is { } call && Text(call, "type") != "server_tool_use")
                {
                    calls.Add(Text(call, "toolUseId") ?? "");
                }

                if (Member(content, "toolResult") is { } result && Text(message, "role") == "user")
                {
                    results.Add(Text(result, "toolUseId") ?? "");
                    if (Text(result, "status") == "error" && !Items(result, "content").Any())
                    {
                        throw Of(Format($"The content field at messages.{index}.content.{block}.toolResult cannot be empty when status value is error."));
                    }
                }
            }

            CheckUnique(calls, "toolUse", index);
            CheckUnique(results, "toolResult", index);
            if (Text(message, "role") == "user")
            {
                CheckAnswered(open, results, index);
            }

            // Only the turn right behind the calls may answer them.
            open.Clear();
            open.AddRange(calls);
        }
    }

    private static void CheckAnswered(List<string> calls, List<string> results, int index)
    {
        if (results.Count > calls.Count)
        {
            throw Of(Format($"The number of toolResult blocks at messages.{index}.content exceeds the number of toolUse blocks of previous turn."));
        }

        List<string> missing = [.. calls.Except(results)];
        if (missing.Count > 0)
        {
            throw Of(Format($"Expected toolResult blocks at messages.{index}.content for the following Ids: {string.Join(", ", missing)}"));
        }
    }

    private static void CheckUnique(List<string> ids, string kind, int index)
    {
        List<string> twice = [.. ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key)];
        if (twice.Count > 0)
        {
            throw Of(Format($"The {kind} blocks at messages.{index}.content contain duplicate Ids: {string.Join(", ", twice)}"));
        }
    }
}
