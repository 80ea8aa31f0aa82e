using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>Mistral's text completion. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html.</summary>
internal sealed class MistralPersona : Persona
{
    public override string Family => "mistral";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        if (!body.TryGetProperty("prompt"u8, out _))
        {
            throw new AwsErrorException(AwsError.Validation("Validation Error"), inStream: streaming);
        }

        JsonBody.AllowOnly(body, "#", "prompt", "max_tokens", "temperature", "top_p", "top_k", "stop", "amazon-bedrock-guardrailConfig");
        string text = JsonBody.RequiredString(body, "#", "prompt");
        JsonBody.OptionalNumber(body, "#", "temperature", 0, 1);
        JsonBody.OptionalNumber(body, "#", "top_p", 0, 1);
        var prompt = new Prompt
        {
            UserText = PromptText.LastUserTurn(text),
            InputTokens = Tokenizer.Count(text),
            MaxTokens = JsonBody.OptionalInteger(body, "#", "max_tokens"),
        };
        JsonBody.ReadStrings(body, "#", "stop", prompt.StopSequences);
        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        json.WriteStartObject();
        WriteOutput(json, " " + exchange.Answer.Text, Reason(exchange.Answer));
        json.WriteEndObject();
    }

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        bool first = true;
        foreach (string token in exchange.Answer.TextTokens)
        {
            json.WriteStartObject();
            WriteOutput(json, first ? " " + token : token, null);
            json.WriteEndObject();
            first = false;
            yield return StreamPart.Chunk(PartKind.Content);
        }

        json.WriteStartObject();
        WriteOutput(json, "", Reason(exchange.Answer));
        exchange.WriteMetrics(json);
        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Stop);
    }

    private static void WriteOutput(Utf8JsonWriter json, string text, string? stopReason)
    {
        json.WriteStartArray("outputs"u8);
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        json.WriteString("stop_reason"u8, stopReason);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string Reason(Answer answer) => answer.StopReason switch
    {
        Answer.EndTurn or Answer.StoppedBySequence => "stop",
        Answer.MaxTokens => "length",
        string other => other,
    };
}
