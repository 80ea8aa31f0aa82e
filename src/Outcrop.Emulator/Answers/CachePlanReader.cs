using System.Text;
using System.Text.Json;
using static Outcrop.Emulator.Answers.JsonMembers;

namespace Outcrop.Emulator.Answers;

/// <summary>
/// Puts a request into the order in which models cache: tools, system, messages. Converse and Nova mark with a block of its own (<c>cachePoint</c>),
/// Claude with a member of a block (<c>cache_control</c>), which is no part of what is cached.
/// </summary>
internal static class CachePlanReader
{
    private const int MessageTokens = 3;

    private const int MediaTokens = 260;

    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(5);

    public static CachePlan Read(JsonElement body)
    {
        var plan = new CachePlan();
        AddTools(plan, body);
        AddContent(plan, "system", Member(body, "system"));
        foreach (JsonElement message in Items(Member(body, "messages")))
        {
            AddContent(plan, RoleOf(message), Member(message, "content"), MessageTokens);
        }

        // Claude takes one mark for the whole request, too: its end.
        if (Member(body, "cache_control") is { } automatic)
        {
            plan.Mark(TimeToLive(automatic));
        }

        return plan;
    }

    private static void AddTools(CachePlan plan, JsonElement body)
    {
        foreach (JsonElement tool in Items(Member(body, "tools") ?? (Member(body, "toolConfig") is { } config ? Member(config, "tools") : null)))
        {
            if (Member(tool, "cachePoint") is { } point)
            {
                plan.Mark(TimeToLive(point));
                continue;
            }

            string content = Content(tool);
            plan.Add("tool\n" + content, Tokenizer.CountJson(content));
            if (Member(tool, "cache_control") is { } mark)
            {
                plan.Mark(TimeToLive(mark));
            }
        }
    }

    private static void AddContent(CachePlan plan, string role, JsonElement? content, int extra = 0)
    {
        if (content is { ValueKind: JsonValueKind.String } text)
        {
            plan.Add($"{role}\ntext\n{text.GetString()}", extra + Tokenizer.Count(text.GetString()!));
            return;
        }

        foreach (JsonElement block in Items(content))
        {
            if (Member(block, "cachePoint") is { } point)
            {
                plan.Mark(TimeToLive(point));
                continue;
            }

            (string known, int tokens) = Weigh(block);
            plan.Add($"{role}\n{known}", tokens + extra);
            extra = 0;
            if (Member(block, "cache_control") is { } mark)
            {
                plan.Mark(TimeToLive(mark));
            }
        }
    }

    /// <summary>A text is the same in a block as on its own: clients change from one to the other when they move a mark.</summary>
    private static (string Known, int Tokens) Weigh(JsonElement block)
    {
        if (Member(block, "text") is { ValueKind: JsonValueKind.String } text)
        {
            return ("text\n" + text.GetString(), Tokenizer.Count(text.GetString()!));
        }

        string content = Content(block);
        bool media = Member(block, "image") is not null || Member(block, "document") is not null || Member(block, "video") is not null
            || (Member(block, "type") is { ValueKind: JsonValueKind.String } type && type.GetString() is "image" or "document");
        return (content, media ? MediaTokens : Tokenizer.CountJson(content));
    }

    private static string Content(JsonElement block)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            return block.GetRawText();
        }

        var text = new StringBuilder();
        foreach (JsonProperty member in block.EnumerateObject())
        {
            if (member.Name != "cache_control")
            {
                text.Append(member.Name).Append(':').Append(member.Value.GetRawText()).Append('\n');
            }
        }

        return text.ToString();
    }

    private static TimeSpan TimeToLive(JsonElement mark) =>
        Member(mark, "ttl") is { ValueKind: JsonValueKind.String } ttl && ttl.GetString() == "1h" ? TimeSpan.FromHours(1) : Usual;

    private static string RoleOf(JsonElement message) => Member(message, "role") is { ValueKind: JsonValueKind.String } role ? role.GetString()! : "";
}
