using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>Meta Llama. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html.</summary>
internal sealed class LlamaPersona : Persona
{
    /// <summary>What Llama takes where the body says nothing.</summary>
    private const int DefaultLength = 512;

    public override string Family => "meta-llama";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(body, "#", "prompt", "max_gen_len", "temperature", "top_p", "images", "amazon-bedrock-guardrailConfig");
        string text = JsonBody.RequiredString(body, "#", "prompt");
        JsonBody.OptionalNumber(body, "#", "temperature", 0, 1);
        JsonBody.OptionalNumber(body, "#", "top_p", 0, 1);
        return new Prompt
        {
            UserText = PromptText.LastUserTurn(text),
            InputTokens = Tokenizer.Count(text),
            MaxTokens = JsonBody.OptionalInteger(body, "#", "max_gen_len") ?? DefaultLength,
        };
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        json.WriteStartObject();
        json.WriteString("generation"u8, exchange.Answer.Text);
        if (exchange.Blocked)
        {
            // Recorded: nothing else stands beside a guardrail's message.
            json.WriteEndObject();
            return;
        }

        json.WriteNumber("prompt_token_count"u8, exchange.InputTokens);
        json.WriteNumber("generation_token_count"u8, exchange.OutputTokens);
        json.WriteString("stop_reason"u8, Reason(exchange.Answer));
        json.WriteEndObject();
    }

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        int count = 0;
        foreach (string token in exchange.Answer.TextTokens)
        {
            count++;
            WriteChunk(json, exchange, token, count, first: count == 1);
            json.WriteNull("stop_reason"u8);
            json.WriteEndObject();
            yield return StreamPart.Chunk(PartKind.Content);
        }

        // The end-of-turn token is an empty chunk of its own.
        WriteChunk(json, exchange, "", exchange.OutputTokens, first: count == 0);
        json.WriteString("stop_reason"u8, Reason(exchange.Answer));
        exchange.WriteMetrics(json);
        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Stop);
    }

    private static void WriteChunk(Utf8JsonWriter json, Exchange exchange, string text, int count, bool first)
    {
        json.WriteStartObject();
        json.WriteString("generation"u8, text);
        if (first)
        {
            json.WriteNumber("prompt_token_count"u8, exchange.InputTokens);
        }
        else
        {
            json.WriteNull("prompt_token_count"u8);
        }

        json.WriteNumber("generation_token_count"u8, count);
    }

    private static string Reason(Answer answer) => answer.StopReason switch
    {
        Answer.EndTurn or Answer.StoppedBySequence => "stop",
        Answer.MaxTokens => "length",
        string other => other,
    };
}
