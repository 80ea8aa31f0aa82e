using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;
using Outcrop.Emulator.Validation;

namespace Outcrop.Emulator.Personas;

/// <summary>Amazon Nova: nearly Converse, inside InvokeModel. Source: https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html.</summary>
internal sealed class NovaPersona : Persona
{
    public override string Family => "nova";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(
            body, "#", "schemaVersion", "messages", "inputText", "system", "inferenceConfig", "toolConfig", "additionalModelRequestFields", "reasoningConfig", "amazon-bedrock-guardrailConfig");
        var prompt = new Prompt();
        if (JsonBody.OptionalString(body, "#", "inputText") is { } text)
        {
            // Titan's way to ask, which Nova answers, too (recorded).
            prompt.UserText = PromptText.LastUserTurn(text);
            prompt.InputTokens = Tokenizer.Count(text);
        }
        else
        {
            NovaMessages.Read(JsonBody.Require(body, "#", "messages"), prompt);
        }

        if (ConverseReader.Member(body, "system") is { } system)
        {
            prompt.InputTokens += Tokenizer.Count(JsonBody.AllText(system));
        }

        if (ConverseReader.Member(body, "inferenceConfig") is { ValueKind: JsonValueKind.Object } config)
        {
            const string place = "#/inferenceConfig";
            JsonBody.AllowOnly(config, place, "maxTokens", "max_new_tokens", "temperature", "topP", "top_p", "topK", "top_k", "stopSequences", "reasoningConfig");
            prompt.MaxTokens = JsonBody.OptionalInteger(config, place, "maxTokens") ?? JsonBody.OptionalInteger(config, place, "max_new_tokens");
            JsonBody.OptionalNumber(config, place, "temperature", 0, 1);
            JsonBody.OptionalNumber(config, place, "topP", 0, 1);
            JsonBody.OptionalNumber(config, place, "top_p", 0, 1);
            JsonBody.ReadStrings(config, place, "stopSequences", prompt.StopSequences);
        }

        NovaMessages.ReadTools(body, prompt);
        RequestRules.CheckBody(body, model, streaming);
        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        json.WriteStartObject();
        json.WriteStartObject("output"u8);
        json.WriteStartObject("message"u8);
        json.WriteStartArray("content"u8);
        foreach (AnswerBlock block in exchange.Answer.Blocks)
        {
            ConverseWriter.WriteBlock(json, exchange, block);
        }

        json.WriteEndArray();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("stopReason"u8, exchange.Answer.StopReason);
        WriteUsage(json, exchange, total: true);
        json.WriteEndObject();
    }

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        Begin(json, "messageStart"u8);
        json.WriteString("role"u8, "assistant"u8);
        End(json);
        yield return StreamPart.Chunk(PartKind.Structure);

        // Each group of tokens is a block of its own here, with an index of its own and a stop.
        int index = 0;
        foreach (AnswerBlock block in exchange.Answer.Blocks)
        {
            if (block is ToolAnswer call)
            {
                Begin(json, "contentBlockStart"u8);
                json.WriteStartObject("start"u8);
                json.WriteStartObject("toolUse"u8);
                json.WriteString("toolUseId"u8, Identifiers.ConverseTool(exchange.Random));
                json.WriteString("name"u8, call.Name);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteNumber("contentBlockIndex"u8, index);
                End(json);
                yield return StreamPart.Chunk(PartKind.Structure);
            }

            foreach (ConverseDelta delta in ConverseDelta.Of(block))
            {
                Begin(json, "contentBlockDelta"u8);
                json.WriteStartObject("delta"u8);
                delta.Write(json);
                json.WriteEndObject();
                json.WriteNumber("contentBlockIndex"u8, index);
                End(json);
                yield return StreamPart.Chunk(PartKind.Content);
                if (block is TextAnswer)
                {
                    WriteStop(json, index++);
                    yield return StreamPart.Chunk(PartKind.Structure);
                }
            }

            if (block is not TextAnswer)
            {
                WriteStop(json, index++);
                yield return StreamPart.Chunk(PartKind.Structure);
            }
        }

        Begin(json, "messageStop"u8);
        json.WriteString("stopReason"u8, exchange.Answer.StopReason);
        End(json);
        yield return StreamPart.Chunk(PartKind.Stop);

        Begin(json, "metadata"u8);
        WriteUsage(json, exchange, total: false);
        json.WriteStartObject("metrics"u8);
        json.WriteEndObject();
        json.WriteStartObject("trace"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        exchange.WriteMetrics(json);
        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Metadata);
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WriteStartObject();
        json.WriteStartObject(name);
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteStop(Utf8JsonWriter json, int index)
    {
        Begin(json, "contentBlockStop"u8);
        json.WriteNumber("contentBlockIndex"u8, index);
        End(json);
    }

    private static void WriteUsage(Utf8JsonWriter json, Exchange exchange, bool total)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("inputTokens"u8, exchange.InputTokens);
        json.WriteNumber("outputTokens"u8, exchange.OutputTokens);
        if (total)
        {
            json.WriteNumber("totalTokens"u8, exchange.TotalTokens);
        }

        json.WriteNumber("cacheReadInputTokenCount"u8, exchange.Cache.Read);
        json.WriteNumber("cacheWriteInputTokenCount"u8, exchange.Cache.Write);
        json.WriteEndObject();
    }
}
