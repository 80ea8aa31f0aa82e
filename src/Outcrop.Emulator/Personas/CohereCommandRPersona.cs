using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>Cohere Command R. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html.</summary>
internal sealed class CohereCommandRPersona : Persona
{
    public override string Family => "cohere-command-r";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(
            body, "#", "message", "chat_history", "documents", "search_queries_only", "preamble", "max_tokens", "temperature", "p", "k", "prompt_truncation", "frequency_penalty",
            "presence_penalty", "seed", "return_prompt", "tools", "tool_results", "stop_sequences", "raw_prompting", "force_single_step", "amazon-bedrock-guardrailConfig");
        string text = JsonBody.RequiredString(body, "#", "message");
        JsonBody.OptionalNumber(body, "#", "temperature", 0, 1);
        JsonBody.OptionalNumber(body, "#", "p", 0, 1);
        var prompt = new Prompt { UserText = text, InputTokens = Tokenizer.Count(text), MaxTokens = JsonBody.OptionalInteger(body, "#", "max_tokens") };
        if (body.TryGetProperty("chat_history"u8, out JsonElement history))
        {
            prompt.InputTokens += JsonBody.CountTokens(history);
        }

        ReadTools(body, prompt);
        JsonBody.ReadStrings(body, "#", "stop_sequences", prompt.StopSequences);
        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body) => WriteWhole(json, exchange, body);

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        foreach (string token in exchange.Answer.TextTokens)
        {
            json.WriteStartObject();
            json.WriteBoolean("is_finished"u8, false);
            json.WriteString("event_type"u8, "text-generation"u8);
            json.WriteString("text"u8, token);
            json.WriteEndObject();
            yield return StreamPart.Chunk(PartKind.Content);
        }

        if (exchange.Answer.Blocks.OfType<ToolAnswer>().Any())
        {
            json.WriteStartObject();
            json.WriteBoolean("is_finished"u8, false);
            json.WriteString("event_type"u8, "tool-calls-generation"u8);
            json.WriteString("text"u8, exchange.Answer.Text);
            WriteCalls(json, exchange);
            json.WriteEndObject();
            yield return StreamPart.Chunk(PartKind.Content);
        }

        json.WriteStartObject();
        json.WriteBoolean("is_finished"u8, true);
        json.WriteString("event_type"u8, "stream-end"u8);
        json.WritePropertyName("response"u8);
        WriteWhole(json, exchange, body);
        json.WriteString("finish_reason"u8, Reason(exchange.Answer));
        exchange.WriteMetrics(json);
        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Stop);
    }

    private static void WriteWhole(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        json.WriteStartObject();
        json.WriteString("response_id"u8, Identifiers.Uuid(exchange.Random));
        json.WriteString("text"u8, exchange.Answer.Text);
        json.WriteString("generation_id"u8, Identifiers.Uuid(exchange.Random));
        json.WriteStartArray("chat_history"u8);
        if (body.TryGetProperty("chat_history"u8, out JsonElement history) && history.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement turn in history.EnumerateArray())
            {
                turn.WriteTo(json);
            }
        }

        WriteTurn(json, "USER"u8, exchange.Prompt.UserText);
        WriteTurn(json, "CHATBOT"u8, exchange.Answer.Text);
        json.WriteEndArray();
        WriteCalls(json, exchange);
        json.WriteString("finish_reason"u8, Reason(exchange.Answer));
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, Exchange exchange)
    {
        if (!exchange.Answer.Blocks.OfType<ToolAnswer>().Any())
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (ToolAnswer call in exchange.Answer.Blocks.OfType<ToolAnswer>())
        {
            json.WriteStartObject();
            json.WriteString("name"u8, call.Name);
            json.WritePropertyName("parameters"u8);
            json.WriteRawValue(call.InputJson);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A tool's parameters come as a flat list with Python's names for types.</summary>
    private static void ReadTools(JsonElement body, Prompt prompt)
    {
        if (body.TryGetProperty("tools"u8, out JsonElement tools) && tools.ValueKind == JsonValueKind.Array)
        {
            prompt.InputTokens += JsonBody.CountTokens(tools);
            foreach (JsonElement tool in tools.EnumerateArray())
            {
                JsonBody.AllowOnly(tool, "#/tools", "name", "description", "parameter_definitions");
                JsonBody.RequiredString(tool, "#/tools", "description");
                prompt.Tools.Add(new ToolOffer(JsonBody.RequiredString(tool, "#/tools", "name"), SchemaOf(JsonBody.Require(tool, "#/tools", "parameter_definitions"))));
            }
        }

        if (body.TryGetProperty("tool_results"u8, out JsonElement results) && results.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement result in results.EnumerateArray())
            {
                JsonElement call = JsonBody.Require(result, "#/tool_results", "call");
                JsonBody.RequiredString(call, "#/tool_results/call", "name");
                prompt.ToolResult += JsonBody.AllText(JsonBody.Require(result, "#/tool_results", "outputs"));
            }

            prompt.InputTokens += JsonBody.CountTokens(results);
        }
    }

    private static JsonElement SchemaOf(JsonElement definitions)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "object"u8);
            json.WriteStartObject("properties"u8);
            foreach (JsonProperty parameter in definitions.EnumerateObject())
            {
                string type = JsonBody.RequiredString(parameter.Value, "#/tools/parameter_definitions", "type");
                json.WriteStartObject(parameter.Name);
                json.WriteString("type"u8, type switch
                {
                    "int" => "integer",
                    "float" => "number",
                    "bool" => "boolean",
                    "list" => "array",
                    "dict" => "object",
                    "str" => "string",
                    _ => throw new AwsErrorException(AwsError.Malformed($"#/tools/parameter_definitions/{parameter.Name}/type: {type} is not a known type")),
                });
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartArray("required"u8);
            foreach (JsonProperty parameter in definitions.EnumerateObject())
            {
                if (parameter.Value.TryGetProperty("required"u8, out JsonElement required) && required.ValueKind == JsonValueKind.True)
                {
                    json.WriteStringValue(parameter.Name);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        using JsonDocument document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.Clone();
    }

    private static void WriteTurn(Utf8JsonWriter json, ReadOnlySpan<byte> role, string message)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    }

    private static string Reason(Answer answer) => answer.StopReason switch
    {
        Answer.EndTurn => "COMPLETE",
        Answer.StoppedBySequence => "STOP_SEQUENCE",
        Answer.MaxTokens => "MAX_TOKENS",
        string other => other,
    };
}
