using System.Text.Json;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>What Claude's own rules look at, whatever API a request came by.</summary>
internal sealed record ClaudeRequest
{
    public required IReadOnlyList<ClaudeTurn> Turns { get; init; }

    public JsonElement? Temperature { get; init; }

    public JsonElement? TopP { get; init; }

    public JsonElement? TopK { get; init; }

    public JsonElement? Thinking { get; init; }

    public long? MaxTokens { get; init; }

    /// <summary>Whether thoughts may stand between calls, so that the budget is for all of them together.</summary>
    public bool Interleaved { get; init; }

    /// <summary>Whether a tool must be called.</summary>
    public bool ToolForced { get; init; }

    /// <summary>The tools' names.</summary>
    public IReadOnlyList<string> ToolNames { get; init; } = [];

    /// <summary>How many blocks carry a cache_control.</summary>
    public int CacheControls { get; init; }

    /// <summary>Reads a Messages body.</summary>
    public static ClaudeRequest FromMessages(JsonElement body)
    {
        string? choice = Member(body, "tool_choice") is { } given ? Refusal.Text(given, "type") : null;
        return new ClaudeRequest
        {
            Turns = MessagesTurns.Read(body),
            Temperature = Member(body, "temperature"),
            TopP = Member(body, "top_p"),
            TopK = Member(body, "top_k"),
            Thinking = Member(body, "thinking"),
            Interleaved = IsInterleaved(body),
            MaxTokens = Whole(Member(body, "max_tokens")),
            ToolForced = choice is "any" or "tool",
            ToolNames = [.. Items(body, "tools").Select(tool => Refusal.Text(tool, "name") ?? "")],
            CacheControls = MessagesTurns.CountCacheControls(body),
        };
    }

    /// <summary>Reads a Converse request; its own rules have been applied before.</summary>
    public static ClaudeRequest FromConverse(JsonElement body)
    {
        JsonElement config = Member(body, "inferenceConfig") ?? default;
        JsonElement additional = Member(body, "additionalModelRequestFields") ?? default;
        JsonElement tools = Member(body, "toolConfig") ?? default;
        JsonElement choice = Member(tools, "toolChoice") ?? default;
        return new ClaudeRequest
        {
            Turns = ConverseTurns.Read(body),
            Temperature = Member(config, "temperature") ?? Member(additional, "temperature"),
            TopP = Member(config, "topP") ?? Member(additional, "top_p"),
            TopK = Member(additional, "top_k"),
            Thinking = Member(additional, "thinking") ?? Member(additional, "reasoning_config"),
            Interleaved = IsInterleaved(additional),
            MaxTokens = Whole(Member(config, "maxTokens")),
            ToolForced = Member(choice, "any") is not null || Member(choice, "tool") is not null,
            ToolNames = [.. Items(tools, "tools").Select(tool => Member(tool, "toolSpec") is { } spec ? Refusal.Text(spec, "name") : null).OfType<string>()],
        };
    }

    private static bool IsInterleaved(JsonElement fields) => Items(fields, "anthropic_beta")
        .Any(beta => beta.ValueKind == JsonValueKind.String && beta.GetString()!.StartsWith("interleaved-thinking", StringComparison.Ordinal));

    private static long? Whole(JsonElement? number) => number is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long whole) ? whole : null;
}
