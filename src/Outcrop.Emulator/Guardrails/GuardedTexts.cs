using System.Text.Json;
using System.Text.RegularExpressions;
using static Outcrop.Emulator.Answers.JsonMembers;

namespace Outcrop.Emulator.Guardrails;

/// <summary>
/// What of a request a guardrail looks at: all texts of the conversation and not the system prompt; of a conversation with guarded blocks or tags
/// only those. Tools and their results are not looked at. Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-converse-api.html,
/// https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-tagging.html.
/// </summary>
internal static class GuardedTexts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static List<GuardedText> OfConverse(JsonElement body)
    {
        var texts = new List<GuardedText>();
        AddBlocks(Member(body, "system"), texts, guardPlain: false);
        bool marked = Items(Member(body, "messages")).Any(message => Items(Member(message, "content")).Any(block => Member(block, "guardContent") is not null));
        foreach (JsonElement message in Items(Member(body, "messages")))
        {
            AddBlocks(Member(message, "content"), texts, guardPlain: !marked);
        }

        // A system prompt that nothing is marked in is not even counted.
        if (Member(body, "system") is { } system && !Items(system).Any(block => Member(block, "guardContent") is not null))
        {
            texts.RemoveRange(0, Items(system).Count(block => Member(block, "text") is not null));
        }

        return texts;
    }

    /// <summary>Of a body of any family: its conversation or its prompt.</summary>
    public static List<GuardedText> OfInvoke(JsonElement body)
    {
        var texts = new List<GuardedText>();
        foreach (string name in (ReadOnlySpan<string>)["inputText", "prompt", "message"])
        {
            if (Member(body, name) is { ValueKind: JsonValueKind.String } text)
            {
                texts.Add(new GuardedText(text.GetString()!));
            }
        }

        foreach (JsonElement message in Items(Member(body, "messages")))
        {
            if (Member(message, "role") is { ValueKind: JsonValueKind.String } role && role.GetString() is "system" or "developer" or "tool")
            {
                continue;
            }

            if (Member(message, "content") is { ValueKind: JsonValueKind.String } text)
            {
                texts.Add(new GuardedText(text.GetString()!));
            }
            else
            {
                AddBlocks(Member(message, "content"), texts, guardPlain: true);
            }
        }

        string? suffix = Member(body, "amazon-bedrock-guardrailConfig") is { } config && Member(config, "tagSuffix") is { ValueKind: JsonValueKind.String } tag ? tag.GetString() : null;
        return suffix is null ? texts : Tagged(texts, suffix);
    }

    /// <summary>A text block of ApplyGuardrail, or inside a <c>guardContent</c>. A source or a question is looked at as text only where it says so.</summary>
    public static GuardedText OfBlock(JsonElement text)
    {
        string[] qualifiers = [.. Items(Member(text, "qualifiers")).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "")];
        return new GuardedText(
            Member(text, "text") is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "",
            qualifiers.Length == 0 || qualifiers.Contains("guard_content"), qualifiers.Contains("grounding_source"), qualifiers.Contains("query"));
    }

    private static List<GuardedText> Tagged(List<GuardedText> texts, string suffix)
    {
        string tag = "amazon-bedrock-guardrails-guardContent_" + Regex.Escape(suffix);
        var pattern = new Regex($"<{tag}>(?<text>.*?)</{tag}>", RegexOptions.Singleline | RegexOptions.CultureInvariant, Patience);
        var parts = new List<GuardedText>();
        foreach (GuardedText text in texts)
        {
            int done = 0;
            foreach (Match match in pattern.Matches(text.Text))
            {
                parts.Add(new GuardedText(text.Text[done..match.Index], Guarded: false));
                parts.Add(new GuardedText(match.Groups["text"].Value));
                done = match.Index + match.Length;
            }

            parts.Add(new GuardedText(text.Text[done..], Guarded: false));
        }

        return parts.Exists(part => part.Guarded) ? parts : texts;
    }

    private static void AddBlocks(JsonElement? content, List<GuardedText> texts, bool guardPlain)
    {
        foreach (JsonElement block in Items(content))
        {
            if (Member(block, "guardContent") is { } guarded && Member(guarded, "text") is { } inner)
            {
                texts.Add(OfBlock(inner));
            }
            else if (Member(block, "text") is { ValueKind: JsonValueKind.String } text)
            {
                texts.Add(new GuardedText(text.GetString()!, guardPlain));
            }
        }
    }
}
