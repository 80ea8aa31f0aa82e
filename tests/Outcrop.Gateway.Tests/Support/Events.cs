using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>Events as Bedrock would send them.</summary>
internal static class Events
{
    public static ConverseEvent Start { get; } = new() { Kind = ConverseEventKind.MessageStart };

    public static ConverseEvent Stop(string reason = "end_turn") => new() { Kind = ConverseEventKind.MessageStop, StopReason = new StopReason(reason) };

    public static ConverseEvent Usage(int input, int output) =>
        new() { Kind = ConverseEventKind.Metadata, Usage = new TokenUsage { InputTokens = input, OutputTokens = output } };

    public static ConverseEvent Text(string text) => new() { Kind = ConverseEventKind.TextDelta, Text = Json(text) };

    public static ConverseEvent Raw(string escaped) => new() { Kind = ConverseEventKind.TextDelta, Text = new JsonText(Encoding.UTF8.GetBytes(escaped), true) };

    public static ConverseEvent Reasoning(string text) => new() { Kind = ConverseEventKind.ReasoningTextDelta, Text = Json(text) };

    public static ConverseEvent Tool(string name) => new() { Kind = ConverseEventKind.ToolUseStart, ToolName = Json(name), ToolUseId = Json("call_1") };

    private static JsonText Json(string text)
    {
        string quoted = JsonEncodedText.Encode(text).ToString();
        return new JsonText(Encoding.UTF8.GetBytes(quoted), quoted.Contains('\\'));
    }
}
