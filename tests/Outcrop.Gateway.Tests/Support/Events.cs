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

    public static ConverseEvent Tool(string id, string name, string type = "") =>
        new() { Kind = ConverseEventKind.ToolUseStart, ToolName = Json(name), ToolUseId = Json(id), ToolUseType = Json(type) };

    public static ConverseEvent Input(string json) => new() { Kind = ConverseEventKind.ToolInputDelta, Text = Json(json) };

    public static ConverseEvent Signature(string text) => new() { Kind = ConverseEventKind.ReasoningSignatureDelta, Text = Json(text) };

    public static ConverseEvent Redacted(string base64) => new() { Kind = ConverseEventKind.RedactedReasoningDelta, Text = Json(base64) };

    public static ConverseEvent BlockStop { get; } = new() { Kind = ConverseEventKind.ContentBlockStop };

    public static ConverseEvent Metadata(string json, TokenUsage? usage = null) => new() { Kind = ConverseEventKind.Metadata, Usage = usage, Raw = Encoding.UTF8.GetBytes(json) };

    /// <summary>The same event in another block.</summary>
    public static ConverseEvent In(this ConverseEvent converseEvent, int block) => converseEvent with { BlockIndex = block };

    private static JsonText Json(string text)
    {
        string quoted = JsonEncodedText.Encode(text).ToString();
        return new JsonText(Encoding.UTF8.GetBytes(quoted), quoted.Contains('\\'));
    }
}
