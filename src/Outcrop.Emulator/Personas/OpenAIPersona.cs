using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>
/// Models of the OpenAI shape: <c>messages</c> get a chat completion, <c>prompt</c> a text completion.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html.
/// </summary>
internal abstract class OpenAIPersona : Persona
{
    /// <summary>The members a body may have; any unless set.</summary>
    protected virtual string[]? Keys => null;

    /// <summary>Whether an answer names its kind and its time.</summary>
    protected virtual bool NamesKind => true;

    /// <summary>Whether every chunk tells usage and the metrics come in a chunk of their own.</summary>
    protected virtual bool UsageInChunks => false;

    /// <summary>The number of the token that ended a stream, which some write beside the word.</summary>
    protected virtual int? StopToken => null;

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        if (Keys is { } keys)
        {
            JsonBody.AllowOnly(body, "#", keys);
        }

        var prompt = new Prompt
        {
            MaxTokens = JsonBody.OptionalInteger(body, "#", "max_completion_tokens") ?? JsonBody.OptionalInteger(body, "#", "max_tokens"),
        };
        if (body.TryGetProperty("stop"u8, out JsonElement stop) && stop.ValueKind == JsonValueKind.String)
        {
            prompt.StopSequences.Add(stop.GetString()!);
        }
        else
        {
            JsonBody.ReadStrings(body, "#", "stop", prompt.StopSequences);
        }

        if (body.TryGetProperty("prompt"u8, out JsonElement text))
        {
            string value = JsonBody.AllText(text);
            prompt.UserText = PromptText.LastUserTurn(value);
            prompt.InputTokens = Tokenizer.Count(value);
            return prompt;
        }

        GenericMessages.Read(JsonBody.Require(body, "#", "messages"), prompt);
        GenericMessages.ReadTools(body, prompt);
        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        bool chat = IsChat(body);
        json.WriteStartObject();
        WriteHead(json, exchange, chat ? "chat.completion" : "text_completion", Identifiers.Uuid(exchange.Random));
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        if (chat)
        {
            WriteMessage(json, exchange);
        }
        else
        {
            json.WriteString("text"u8, exchange.Answer.Text);
        }

        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, FinishReason(exchange.Answer));
        json.WriteEndObject();
        json.WriteEndArray();
        WriteUsage(json, exchange);
        json.WriteEndObject();
    }

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        bool chat = IsChat(body);
        string kind = chat ? "chat.completion.chunk" : "text_completion";
        string id = Identifiers.Uuid(exchange.Random);
        if (chat)
        {
            BeginChunk(json, exchange, kind, id);
            json.WriteStartObject("delta"u8);
            json.WriteString("content"u8, ""u8);
            json.WriteString("role"u8, "assistant"u8);
            json.WriteEndObject();
            EndChunk(json, exchange, null);
            json.WriteEndObject();
            yield return StreamPart.Chunk(PartKind.Structure);
        }

        if (exchange.Answer.Blocks.OfType<ReasoningAnswer>().FirstOrDefault() is { } reasoning && chat)
        {
            WriteTextChunk(json, exchange, kind, id, chat, $"<reasoning>{reasoning.Text}</reasoning>");
            yield return StreamPart.Chunk(PartKind.Content);
        }

        foreach (string token in exchange.Answer.TextTokens)
        {
            WriteTextChunk(json, exchange, kind, id, chat, token);
            yield return StreamPart.Chunk(PartKind.Content);
        }

        int index = 0;
        foreach (ToolAnswer tool in exchange.Answer.Blocks.OfType<ToolAnswer>())
        {
            WriteToolChunk(json, exchange, kind, id, index++, tool);
            yield return StreamPart.Chunk(PartKind.Content);
        }

        bool usageChunk = body.TryGetProperty("stream_options"u8, out JsonElement options) && options.ValueKind == JsonValueKind.Object
            && options.TryGetProperty("include_usage"u8, out JsonElement include) && include.ValueKind == JsonValueKind.True;
        BeginChunk(json, exchange, kind, id);
        if (chat)
        {
            json.WriteStartObject("delta"u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("text"u8, ""u8);
        }

        EndChunk(json, exchange, FinishReason(exchange.Answer));
        if (!usageChunk && !UsageInChunks)
        {
            exchange.WriteMetrics(json);
        }

        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Stop);
        if (UsageInChunks)
        {
            json.WriteStartObject();
            exchange.WriteMetrics(json);
            json.WriteEndObject();
            yield return StreamPart.Chunk(PartKind.Metadata);
        }
        else if (usageChunk)
        {
            json.WriteStartObject();
            WriteHead(json, exchange, kind, id);
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            WriteUsage(json, exchange);
            exchange.WriteMetrics(json);
            json.WriteEndObject();
            yield return StreamPart.Chunk(PartKind.Metadata);
        }
    }

    private static bool IsChat(JsonElement body) => !body.TryGetProperty("prompt"u8, out _);

    private static string FinishReason(Answer answer) => answer.StopReason switch
    {
        Answer.EndTurn or Answer.StoppedBySequence => "stop",
        Answer.MaxTokens => "length",
        Answer.ToolUse => "tool_calls",
        string other => other,
    };

    private void WriteHead(Utf8JsonWriter json, Exchange exchange, string kind, string id)
    {
        json.WriteString("id"u8, "chatcmpl-" + id);
        if (NamesKind)
        {
            json.WriteString("object"u8, kind);
            json.WriteNumber("created"u8, exchange.UnixSeconds);
        }

        json.WriteString("model"u8, exchange.Model.BaseId);
    }

    private static void WriteMessage(Utf8JsonWriter json, Exchange exchange)
    {
        ReasoningAnswer? reasoning = exchange.Answer.Blocks.OfType<ReasoningAnswer>().FirstOrDefault();
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, (reasoning is null ? "" : $"<reasoning>{reasoning.Text}</reasoning>") + exchange.Answer.Text);
        json.WriteNull("refusal"u8);
        if (exchange.Answer.Blocks.OfType<ToolAnswer>().Any())
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (ToolAnswer tool in exchange.Answer.Blocks.OfType<ToolAnswer>())
            {
                json.WriteStartObject();
                WriteCall(json, exchange, tool);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, Exchange exchange, ToolAnswer tool)
    {
        json.WriteString("id"u8, "chatcmpl-tool-" + Identifiers.Uuid(exchange.Random).Replace("-", "", StringComparison.Ordinal));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, tool.Name);
        json.WriteString("arguments"u8, tool.InputJson);
        json.WriteEndObject();
    }

    private void WriteTextChunk(Utf8JsonWriter json, Exchange exchange, string kind, string id, bool chat, string text)
    {
        BeginChunk(json, exchange, kind, id);
        if (chat)
        {
            json.WriteStartObject("delta"u8);
            json.WriteString("content"u8, text);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("text"u8, text);
        }

        EndChunk(json, exchange, null);
        json.WriteEndObject();
    }

    private void WriteToolChunk(Utf8JsonWriter json, Exchange exchange, string kind, string id, int index, ToolAnswer tool)
    {
        BeginChunk(json, exchange, kind, id);
        json.WriteStartObject("delta"u8);
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        WriteCall(json, exchange, tool);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        EndChunk(json, exchange, null);
        json.WriteEndObject();
    }

    private void BeginChunk(Utf8JsonWriter json, Exchange exchange, string kind, string id)
    {
        json.WriteStartObject();
        WriteHead(json, exchange, kind, id);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
    }

    /// <summary>Ends the choice; the object itself stays open for the metrics.</summary>
    private void EndChunk(Utf8JsonWriter json, Exchange exchange, string? finishReason)
    {
        json.WriteString("finish_reason"u8, finishReason);
        if (finishReason is not null && StopToken is { } token)
        {
            json.WriteNumber("stop_reason"u8, token);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        if (UsageInChunks)
        {
            WriteUsage(json, exchange);
        }
    }

    private static void WriteUsage(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, exchange.InputTokens);
        json.WriteNumber("completion_tokens"u8, exchange.OutputTokens);
        json.WriteNumber("total_tokens"u8, exchange.InputTokens + exchange.OutputTokens);
        json.WriteEndObject();
    }
}
