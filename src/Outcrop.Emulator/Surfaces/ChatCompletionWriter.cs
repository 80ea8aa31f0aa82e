using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Surfaces;

/// <summary>Chat completions as mantle writes them: members in alphabetical order, reasoning beside the content. On bedrock-runtime the reasoning stands inside it.</summary>
internal static class ChatCompletionWriter
{
    public static void Write(Utf8JsonWriter json, SurfaceExchange surface)
    {
        ToolAnswer[] tools = [.. surface.Exchange.Answer.Blocks.OfType<ToolAnswer>()];
        string text = Tagged(surface) + surface.Exchange.Answer.Text;
        json.WriteStartObject();
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteString("finish_reason"u8, FinishReason(surface));
        json.WriteNumber("index"u8, 0);
        json.WriteNull("logprobs"u8);
        json.WriteStartObject("message"u8);
        json.WriteString("content"u8, text.Length == 0 && tools.Length > 0 ? null : text);
        if (surface.Mantle && Reasoning(surface) is { } reasoning)
        {
            json.WriteString("reasoning"u8, reasoning.Text);
        }

        json.WriteNull("refusal"u8);
        json.WriteString("role"u8, "assistant"u8);
        WriteCalls(json, surface, tools, streaming: false);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        WriteTail(json, surface, "chat.completion", "chatcmpl-" + Identifiers.Uuid(surface.Exchange.Random));
        WriteUsage(json, surface);
        surface.Exchange.Guardrail?.WriteInvokeMembers(json);
        json.WriteEndObject();
    }

    public static IEnumerable<StreamPart> Stream(Utf8JsonWriter json, SurfaceExchange surface, JsonElement body)
    {
        string id = "chatcmpl-" + Identifiers.Uuid(surface.Exchange.Random);
        WriteChunk(json, surface, id, null, () =>
        {
            json.WriteString("content"u8, ""u8);
            json.WriteString("role"u8, "assistant"u8);
        });
        yield return StreamPart.Chunk(PartKind.Structure);

        if (surface.Mantle)
        {
            foreach (string token in Reasoning(surface)?.Tokens ?? [])
            {
                WriteChunk(json, surface, id, null, () => json.WriteString("reasoning"u8, token));
                yield return StreamPart.Chunk(PartKind.Content);
            }
        }
        else if (Tagged(surface) is { Length: > 0 } tagged)
        {
            WriteChunk(json, surface, id, null, () => json.WriteString("content"u8, tagged));
            yield return StreamPart.Chunk(PartKind.Content);
        }

        foreach (string token in surface.Exchange.Answer.TextTokens)
        {
            WriteChunk(json, surface, id, null, () => json.WriteString("content"u8, token));
            yield return StreamPart.Chunk(PartKind.Content);
        }

        ToolAnswer[] tools = [.. surface.Exchange.Answer.Blocks.OfType<ToolAnswer>()];
        if (tools.Length > 0)
        {
            WriteChunk(json, surface, id, null, () => WriteCalls(json, surface, tools, streaming: true));
            yield return StreamPart.Chunk(PartKind.Content);
        }

        WriteChunk(json, surface, id, FinishReason(surface), () => { });
        yield return StreamPart.Chunk(PartKind.Stop);

        if (body.TryGetProperty("stream_options"u8, out JsonElement options) && options.ValueKind == JsonValueKind.Object
            && options.TryGetProperty("include_usage"u8, out JsonElement include) && include.ValueKind == JsonValueKind.True)
        {
            json.WriteStartObject();
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            WriteTail(json, surface, "chat.completion.chunk", id);
            WriteUsage(json, surface);
            json.WriteEndObject();
            yield return StreamPart.Chunk(PartKind.Metadata);
        }
    }

    private static ReasoningAnswer? Reasoning(SurfaceExchange surface) => surface.Exchange.Answer.Blocks.OfType<ReasoningAnswer>().FirstOrDefault();

    private static string Tagged(SurfaceExchange surface) => !surface.Mantle && Reasoning(surface) is { } reasoning ? $"<reasoning>{reasoning.Text}</reasoning>" : "";

    private static string FinishReason(SurfaceExchange surface) => surface.Exchange.Answer.StopReason switch
    {
        Answer.EndTurn or Answer.StoppedBySequence => "stop",
        Answer.MaxTokens => "length",
        Answer.ToolUse => "tool_calls",
        string other => other,
    };

    private static void WriteChunk(Utf8JsonWriter json, SurfaceExchange surface, string id, string? finishReason, Action writeDelta)
    {
        json.WriteStartObject();
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteStartObject("delta"u8);
        writeDelta();
        json.WriteEndObject();
        json.WriteString("finish_reason"u8, finishReason);
        json.WriteNumber("index"u8, 0);
        json.WriteNull("logprobs"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteTail(json, surface, "chat.completion.chunk", id);
        if (finishReason is not null)
        {
            surface.Exchange.Guardrail?.WriteInvokeMembers(json);
        }

        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, SurfaceExchange surface, ToolAnswer[] tools, bool streaming)
    {
        if (tools.Length == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        for (int i = 0; i < tools.Length; i++)
        {
            json.WriteStartObject();
            json.WriteStartObject("function"u8);
            json.WriteString("arguments"u8, tools[i].InputJson);
            json.WriteString("name"u8, tools[i].Name);
            json.WriteEndObject();
            json.WriteString("id"u8, "chatcmpl-tool-" + Identifiers.Uuid(surface.Exchange.Random).Replace("-", "", StringComparison.Ordinal));
            if (streaming)
            {
                json.WriteNumber("index"u8, i);
            }

            json.WriteString("type"u8, "function"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTail(Utf8JsonWriter json, SurfaceExchange surface, string kind, string id)
    {
        json.WriteNumber("created"u8, surface.Exchange.UnixSeconds);
        json.WriteString("id"u8, id);
        json.WriteString("model"u8, surface.Model);
        json.WriteString("object"u8, kind);
        json.WriteString("service_tier"u8, "default"u8);
    }

    private static void WriteUsage(Utf8JsonWriter json, SurfaceExchange surface)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("completion_tokens"u8, surface.Exchange.OutputTokens);
        json.WriteNumber("prompt_tokens"u8, surface.Exchange.InputTokens);
        json.WriteNumber("total_tokens"u8, surface.Exchange.TotalTokens);
        json.WriteEndObject();
    }
}
