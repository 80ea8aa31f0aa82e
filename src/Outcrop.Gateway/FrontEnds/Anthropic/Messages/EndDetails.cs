using System.Runtime.InteropServices;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>Reads what the first and the last events of a stream tell beside their kind.</summary>
internal static class EndDetails
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>Whether an event at the end may tell something; it costs one look.</summary>
    /// <param name="raw">The event.</param>
    public static bool MayTell(ReadOnlySpan<byte> raw) =>
        raw.IndexOf("stop_sequence\""u8) >= 0 || raw.IndexOf("trace\""u8) >= 0 || raw.IndexOf("serviceTier\""u8) >= 0 || raw.IndexOf("performanceConfig\""u8) >= 0;

    /// <summary>Reads an event at the end.</summary>
    /// <param name="end">The event.</param>
    /// <param name="details">Told what this dialect has no words for.</param>
    /// <returns>The stop sequence that was met, if it tells one.</returns>
    public static string? Read(JsonElement end, AnswerDetails details)
    {
        if (end.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (string name in AnswerDetails.Members)
        {
            if (end.TryGetProperty(name, out JsonElement value))
            {
                details.Add(name, JsonMarshal.GetRawUtf8Value(value).ToArray());
            }
        }

        return end.TryGetProperty("stop_sequence"u8, out JsonElement sequence) && sequence.ValueKind == JsonValueKind.String ? sequence.GetString() : null;
    }

    /// <summary>The counts that Claude tells with the message's start.</summary>
    /// <param name="start">The message as it begins, or another family's first chunk.</param>
    public static TokenUsage? UsageOf(ReadOnlyMemory<byte> start)
    {
        if (start.Span.IndexOf("\"input_tokens\""u8) < 0)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(start, Deep);
        var counter = default(UsageCounter);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("usage"u8, out JsonElement usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        AnthropicMessagesReader.AddUsage(ref counter, usage);
        return counter.ToUsage();
    }

    /// <summary>Whether a block's start is one of Anthropic's own, which says itself of what type it is.</summary>
    /// <param name="start">The union's member.</param>
    public static bool IsAnthropics(JsonProperty start) =>
        start.Value.ValueKind == JsonValueKind.Object && start.Value.TryGetProperty("type"u8, out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals(start.Name);
}
