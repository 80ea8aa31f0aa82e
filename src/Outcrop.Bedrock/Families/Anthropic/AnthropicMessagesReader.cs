using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Reads Anthropic's whole answers: Messages, and the older text completion.</summary>
internal static class AnthropicMessagesReader
{
    private static readonly string[] s_usage = ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"];

    /// <summary>Reads a body.</summary>
    public static ConverseResponse Read(ReadOnlyMemory<byte> body, InvokeModelHeaders headers)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            JsonElement root = document.RootElement;
            if (ConverseJson.GetString(root, "type") == "error")
            {
                throw AnthropicError.Read(ConverseJson.Raw(root.GetProperty("error")).Utf8);
            }

            return root.TryGetProperty("completion", out _) ? ReadCompletion(root, headers) : ReadMessage(root, headers);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Unexpected("anthropic-messages", fault);
        }
    }

    /// <summary>Adds the counts of Anthropic's <c>usage</c>; a later one of the same stream repeats only some.</summary>
    public static void AddUsage(ref UsageCounter counter, JsonElement usage)
    {
        counter.Input = ConverseJson.GetCount(usage, "input_tokens") ?? counter.Input;
        counter.Output = ConverseJson.GetCount(usage, "output_tokens") ?? counter.Output;
        counter.CacheRead = ConverseJson.GetCount(usage, "cache_read_input_tokens") ?? counter.CacheRead;
        counter.CacheWrite = ConverseJson.GetCount(usage, "cache_creation_input_tokens") ?? counter.CacheWrite;
        counter.CacheWrite1h = usage.TryGetProperty("cache_creation", out JsonElement writes) ? ConverseJson.GetCount(writes, "ephemeral_1h_input_tokens") ?? counter.CacheWrite1h : counter.CacheWrite1h;
        RawJson rest = ConverseJson.Rest(usage, s_usage);
        counter.Additional = rest.IsEmpty ? counter.Additional : rest;
    }

    /// <summary>The neutral form of a redacted thought: Converse's blob is the base64 of Anthropic's opaque text.</summary>
    public static string ToRedactedContent(string data) => Convert.ToBase64String(Encoding.UTF8.GetBytes(data));

    /// <summary>The reason of a text completion. It stops at the next turn's mark in the ordinary course, which is no stop sequence of the caller's.</summary>
    public static StopReason CompletionStop(string reason, string? stop) =>
        reason == "stop_sequence" && stop is null or "\n\nHuman:" ? StopReason.EndTurn : StopReasonMap.Map(reason);

    private static ConverseResponse ReadMessage(JsonElement root, InvokeModelHeaders headers)
    {
        var usage = default(UsageCounter);
        if (root.TryGetProperty("usage", out JsonElement counts) && counts.ValueKind == JsonValueKind.Object)
        {
            AddUsage(ref usage, counts);
        }

        var content = new List<ContentBlock>();
        AnthropicBlockReader.ReadAll(root.GetProperty("content"), content, default);
        string reason = ConverseJson.GetString(root, "stop_reason") ?? throw new JsonException("stop_reason is missing.");
        StopReason stop = StopReasonMap.Map(reason);

        // A word that another stands for here (a refusal is content that was filtered) is kept.
        return FamilyResponse.Build(root, content, stop, usage, headers, "content", "role", "type", "usage", stop.Value == reason ? "stop_reason" : "");
    }

    private static ConverseResponse ReadCompletion(JsonElement root, InvokeModelHeaders headers)
    {
        var usage = default(UsageCounter);
        if (root.TryGetProperty("usage", out JsonElement counts) && counts.ValueKind == JsonValueKind.Object)
        {
            AddUsage(ref usage, counts);
        }

        string reason = ConverseJson.GetString(root, "stop_reason") ?? throw new JsonException("stop_reason is missing.");
        StopReason stop = CompletionStop(reason, ConverseJson.GetString(root, "stop"));
        return FamilyResponse.Build(root, [new TextBlock(root.GetProperty("completion").GetString()!)], stop, usage, headers, "completion", "type", "usage", "stop_reason");
    }
}
