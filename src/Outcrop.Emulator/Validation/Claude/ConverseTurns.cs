using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Validation.Converse;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>Reads the turns of a Converse request as Bedrock hands them on to Claude: the places stay.</summary>
internal static class ConverseTurns
{
    public static IReadOnlyList<ClaudeTurn> Read(JsonElement body)
    {
        var turns = new List<ClaudeTurn>();
        var blocks = new List<List<ClaudeBlock>>();
        foreach (JsonElement message in Items(body, "messages"))
        {
            blocks.Add([]);
            turns.Add(new ClaudeTurn(Refusal.Text(message, "role") ?? "", blocks[^1]));
        }

        foreach (ConverseBlock block in ConverseBlock.Of(body))
        {
            if (block.Kind != "cachePoint")
            {
                blocks[block.Message].Add(Of(block));
            }
        }

        return turns;
    }

    private static ClaudeBlock Of(ConverseBlock block)
    {
        string place = Format($"messages.{block.Message}.content.{block.Index}{(block.Inner is { } inner ? $".tool_result.content.{inner}" : "")}");
        switch (block.Kind)
        {
            case "text":
                return new ClaudeBlock(place, "text", Text: block.Value.ValueKind == JsonValueKind.String ? block.Value.GetString() : null);
            case "toolUse" or "toolResult" when Refusal.Text(block.Value, "type") == "server_tool_use" || (block.Kind == "toolResult" && block.Role == "assistant"):
                // A system tool's call and result are the model's own affair.
                return new ClaudeBlock(place, "server_tool");
            case "toolUse":
                return new ClaudeBlock(place, "tool_use", Refusal.Text(block.Value, "toolUseId"));
            case "toolResult":
                return new ClaudeBlock(place, "tool_result", Refusal.Text(block.Value, "toolUseId"));
            case "image":
                return new ClaudeBlock(
                    place, "image", MediaType: "image/" + Refusal.Text(block.Value, "format"), Data: Member(block.Value, "source") is { } source ? Member(source, "bytes") : null, SourceType: "base64");
            case "reasoningContent":
                return Member(block.Value, "reasoningText") is { } thought
                    ? new ClaudeBlock(place, "thinking", Text: Refusal.Text(thought, "text"), Signature: Refusal.Text(thought, "signature"))
                    : new ClaudeBlock(place, "redacted_thinking", Text: Encrypted(block.Value));
            default:
                return new ClaudeBlock(place, block.Kind);
        }
    }

    /// <summary>Converse has the model's text as a blob: base64 of it.</summary>
    private static string? Encrypted(JsonElement reasoning) =>
        Member(reasoning, "redactedContent") is { ValueKind: JsonValueKind.String } blob && blob.TryGetBytesFromBase64(out byte[]? bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
