using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>Cohere Command. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command.html.</summary>
internal sealed class CohereCommandPersona : Persona
{
    public override string Family => "cohere-command";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(
            body, "#", "prompt", "max_tokens", "temperature", "p", "k", "stop_sequences", "num_generations", "stream", "return_likelihoods", "logit_bias", "truncate",
            "amazon-bedrock-guardrailConfig");
        string text = JsonBody.RequiredString(body, "#", "prompt");
        JsonBody.OptionalNumber(body, "#", "temperature", 0, 5);
        JsonBody.OptionalNumber(body, "#", "p", 0, 1);
        JsonBody.OptionalNumber(body, "#", "k", 0, 500);
        var prompt = new Prompt
        {
            UserText = PromptText.LastUserTurn(text),
            InputTokens = Tokenizer.Count(text),
            MaxTokens = JsonBody.OptionalInteger(body, "#", "max_tokens"),
        };
        JsonBody.ReadStrings(body, "#", "stop_sequences", prompt.StopSequences);
        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        json.WriteStartObject();
        WriteWhole(json, exchange, body);
        json.WriteEndObject();
    }

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        // Without "stream": true in the body, the stream is one chunk with the whole answer.
        if (!body.TryGetProperty("stream"u8, out JsonElement stream) || stream.ValueKind != JsonValueKind.True)
        {
            json.WriteStartObject();
            WriteWhole(json, exchange, body);
            exchange.WriteMetrics(json);
            json.WriteEndObject();
            yield return StreamPart.Chunk(PartKind.Stop);
            yield break;
        }

        int generations = Generations(body);
        bool first = true;
        foreach (string token in exchange.Answer.TextTokens)
        {
            for (int index = 0; index < generations; index++)
            {
                json.WriteStartObject();
                if (generations > 1)
                {
                    json.WriteNumber("index"u8, index);
                }

                json.WriteBoolean("is_finished"u8, false);
                json.WriteString("text"u8, first ? " " + token : token);
                json.WriteEndObject();
                yield return StreamPart.Chunk(PartKind.Content);
            }

            first = false;
        }

        json.WriteStartObject();
        json.WriteString("finish_reason"u8, Reason(exchange.Answer));
        json.WriteBoolean("is_finished"u8, true);
        exchange.WriteMetrics(json);
        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Stop);
    }

    private static void WriteWhole(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        json.WriteString("id"u8, Identifiers.Uuid(exchange.Random));
        json.WriteStartArray("generations"u8);
        for (int i = 0; i < Generations(body); i++)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, Identifiers.Uuid(exchange.Random));
            json.WriteString("text"u8, " " + exchange.Answer.Text);
            json.WriteString("finish_reason"u8, Reason(exchange.Answer));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("prompt"u8, body.GetProperty("prompt"u8).GetString());
    }

    private static int Generations(JsonElement body) => JsonBody.OptionalInteger(body, "#", "num_generations", 1, 5) ?? 1;

    private static string Reason(Answer answer) => answer.StopReason switch
    {
        Answer.EndTurn or Answer.StoppedBySequence => "COMPLETE",
        Answer.MaxTokens => "MAX_TOKENS",
        string other => other,
    };
}
