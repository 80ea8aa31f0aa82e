using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>DeepSeek R1's text completion. Its answer begins with its thoughts, since the prompt opens them. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-deepseek.html.</summary>
internal sealed class DeepSeekR1Persona : Persona
{
    private const string Thoughts = "Okay, the user wants an answer. I repeat what was said.\n";

    public override string Family => "deepseek-r1";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(body, "#", "prompt", "max_tokens", "temperature", "top_p", "stop", "amazon-bedrock-guardrailConfig");
        string text = JsonBody.RequiredString(body, "#", "prompt");
        JsonBody.OptionalNumber(body, "#", "temperature", 0, 1);
        JsonBody.OptionalNumber(body, "#", "top_p", 0, 1);
        var prompt = new Prompt { UserText = PromptText.LastUserTurn(text), InputTokens = Tokenizer.Count(text), MaxTokens = JsonBody.OptionalInteger(body, "#", "max_tokens", most: 32768) };
        JsonBody.ReadStrings(body, "#", "stop", prompt.StopSequences);
        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        json.WriteStartObject();
        WriteChoice(json, Opening(exchange) + exchange.Answer.Text, Reason(exchange.Answer));
        json.WriteEndObject();
    }

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        // Tags come in tokens like everything else.
        foreach (string token in Opening(exchange).Chunk(5).Select(piece => new string(piece)).Concat(exchange.Answer.TextTokens))
        {
            json.WriteStartObject();
            WriteChoice(json, token, null);
            json.WriteEndObject();
            yield return StreamPart.Chunk(PartKind.Content);
        }

        json.WriteStartObject();
        WriteChoice(json, "", Reason(exchange.Answer));
        exchange.WriteMetrics(json);
        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Stop);
    }

    private static string Opening(Exchange exchange) => (exchange.Answer.Blocks.OfType<ReasoningAnswer>().FirstOrDefault()?.Text ?? Thoughts) + "</think>";

    private static void WriteChoice(Utf8JsonWriter json, string text, string? stopReason)
    {
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
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
