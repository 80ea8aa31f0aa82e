using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>AI21 Jurassic-2, which cannot stream. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jurassic2.html.</summary>
internal sealed class JurassicPersona : Persona
{
    public override string Family => "ai21-j2";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(
            body, "#", "prompt", "maxTokens", "minTokens", "temperature", "topP", "topKReturn", "stopSequences", "numResults", "countPenalty", "presencePenalty", "frequencyPenalty",
            "logitBias", "amazon-bedrock-guardrailConfig");
        string text = JsonBody.RequiredString(body, "#", "prompt");
        JsonBody.OptionalNumber(body, "#", "temperature", 0, 1);
        JsonBody.OptionalNumber(body, "#", "topP", 0, 1);
        var prompt = new Prompt
        {
            UserText = PromptText.LastUserTurn(text),
            InputTokens = Tokenizer.Count(text),
            MaxTokens = JsonBody.OptionalInteger(body, "#", "maxTokens", 0, 8191),
        };
        JsonBody.ReadStrings(body, "#", "stopSequences", prompt.StopSequences);
        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        string text = body.GetProperty("prompt"u8).GetString()!;
        json.WriteStartObject();

        // A number, and on AWS always this one.
        json.WriteNumber("id"u8, 1234);
        json.WriteStartObject("prompt"u8);
        WriteTokens(json, text, Tokenizer.Split(text));
        json.WriteEndObject();
        json.WriteStartArray("completions"u8);
        json.WriteStartObject();
        json.WriteStartObject("data"u8);
        WriteTokens(json, "\n" + exchange.Answer.Text, exchange.Answer.TextTokens);
        json.WriteEndObject();
        json.WriteStartObject("finishReason"u8);
        json.WriteString("reason"u8, Reason(exchange.Answer));
        if (exchange.Answer.StopReason == Answer.MaxTokens)
        {
            json.WriteNumber("length"u8, exchange.OutputTokens);
        }

        if (exchange.Answer.StopSequence is { } sequence)
        {
            json.WriteString("sequence"u8, sequence);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body) =>
        throw new NotSupportedException("Jurassic-2 cannot stream; the endpoint refuses it before.");

    private static void WriteTokens(Utf8JsonWriter json, string text, IEnumerable<string> tokens)
    {
        json.WriteString("text"u8, text);
        json.WriteStartArray("tokens"u8);
        int start = 0;
        foreach (string token in tokens)
        {
            json.WriteStartObject();
            json.WriteStartObject("generatedToken"u8);
            json.WriteString("token"u8, token.Replace(' ', '▁'));
            json.WriteNumber("logprob"u8, -1.5);
            json.WriteNumber("raw_logprob"u8, -1.5);
            json.WriteEndObject();
            json.WriteNull("topTokens"u8);
            json.WriteStartObject("textRange"u8);
            json.WriteNumber("start"u8, start);
            json.WriteNumber("end"u8, start + token.Length);
            json.WriteEndObject();
            json.WriteEndObject();
            start += token.Length;
        }

        json.WriteEndArray();
    }

    private static string Reason(Answer answer) => answer.StopReason switch
    {
        Answer.EndTurn => "endoftext",
        Answer.MaxTokens => "length",
        Answer.StoppedBySequence => "stop",
        string other => other,
    };
}
