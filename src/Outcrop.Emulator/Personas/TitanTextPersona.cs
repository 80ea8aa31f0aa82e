using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>Amazon Titan Text. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html.</summary>
internal sealed class TitanTextPersona : Persona
{
    /// <summary>Titan streams few, big chunks.</summary>
    private const int TokensPerChunk = 16;

    public override string Family => "titan-text";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(body, "#", "inputText", "textGenerationConfig", "amazon-bedrock-guardrailConfig");
        string text = JsonBody.RequiredString(body, "#", "inputText");
        var prompt = new Prompt { UserText = PromptText.LastUserTurn(text), InputTokens = Tokenizer.Count(text) };
        if (body.TryGetProperty("textGenerationConfig"u8, out JsonElement config) && config.ValueKind == JsonValueKind.Object)
        {
            const string place = "#/textGenerationConfig";
            JsonBody.AllowOnly(config, place, "maxTokenCount", "temperature", "topP", "stopSequences");
            prompt.MaxTokens = JsonBody.OptionalInteger(config, place, "maxTokenCount", 0);
            JsonBody.OptionalNumber(config, place, "temperature", 0, 1);
            JsonBody.OptionalNumber(config, place, "topP", 0, 1);
            JsonBody.ReadStrings(config, place, "stopSequences", prompt.StopSequences);
        }

        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        json.WriteStartObject();
        WriteCount(json, "inputTextTokenCount"u8, exchange.InputTokens, exchange);
        json.WriteStartArray("results"u8);
        json.WriteStartObject();
        WriteCount(json, "tokenCount"u8, exchange.OutputTokens, exchange);
        json.WriteString("outputText"u8, "\n" + exchange.Answer.Text);
        json.WriteString("completionReason"u8, Reason(exchange.Answer));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        string[][] chunks = [.. exchange.Answer.TextTokens.Chunk(TokensPerChunk)];
        int last = Math.Max(chunks.Length, 1) - 1;
        for (int i = 0; i <= last; i++)
        {
            string text = chunks.Length == 0 ? "" : string.Concat(chunks[i]);
            json.WriteStartObject();
            json.WriteString("outputText"u8, i == 0 ? "\n" + text : text);
            WriteCount(json, "index"u8, 0, exchange);
            WriteNumberOrNull(json, "totalOutputTextTokenCount"u8, i == last ? exchange.OutputTokens : null, exchange);
            if (exchange.Guardrail is null || (i == last && !exchange.Blocked))
            {
                // A guardrail writes chunks anew, without the nulls; one that stood in front of the model gives no reason (recorded).
                json.WriteString("completionReason"u8, i == last ? Reason(exchange.Answer) : null);
            }

            WriteNumberOrNull(json, "inputTextTokenCount"u8, i == 0 ? exchange.InputTokens : null, exchange);
            if (i == last)
            {
                exchange.WriteMetrics(json);
            }
            else
            {
                exchange.Guardrail?.WriteInvokeAction(json);
            }

            json.WriteEndObject();
            yield return StreamPart.Chunk(i == last ? PartKind.Stop : PartKind.Content);
        }
    }

    private static void WriteNumberOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value, Exchange exchange)
    {
        if (value is int number)
        {
            WriteCount(json, name, number, exchange);
        }
        else if (exchange.Guardrail is null)
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A guardrail on the way makes all numbers floats (recorded).</summary>
    private static void WriteCount(Utf8JsonWriter json, ReadOnlySpan<byte> name, int value, Exchange exchange)
    {
        if (exchange.Guardrail is null)
        {
            json.WriteNumber(name, value);
            return;
        }

        json.WritePropertyName(name);
        json.WriteRawValue(value.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The documentation says FINISHED; the wire says FINISH.</summary>
    private static string Reason(Answer answer) => answer.StopReason switch
    {
        Answer.EndTurn => "FINISH",
        Answer.MaxTokens => "LENGTH",
        Answer.StoppedBySequence => "STOP_CRITERIA_MET",
        "content_filtered" => "CONTENT_FILTERED",
        string other => other,
    };
}
