using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>Anthropic's older text completion. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html.</summary>
internal sealed class AnthropicTextPersona : Persona
{
    private const string HumanTurn = "\n\nHuman:";

    public override string Family => "anthropic-text";

    public static bool IsFor(JsonElement body) => body.TryGetProperty("prompt"u8, out _) && !body.TryGetProperty("messages"u8, out _);

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        JsonBody.AllowOnly(body, "#", "prompt", "max_tokens_to_sample", "temperature", "top_p", "top_k", "stop_sequences", "anthropic_version", "amazon-bedrock-guardrailConfig");
        string text = JsonBody.RequiredString(body, "#", "prompt");
        JsonBody.Require(body, "#", "max_tokens_to_sample");

        // AWS does not insist on the line feeds before the turns (recorded), only on the turns.
        if (!text.Contains("Human:", StringComparison.Ordinal) || !text.Contains("Assistant:", StringComparison.Ordinal))
        {
            throw new AwsErrorException(AwsError.Validation(
                "Invalid prompt: prompt must start with \"\n\nHuman:\" turn, prompt must end with \"\n\nAssistant:\" turn"));
        }

        JsonBody.OptionalNumber(body, "#", "temperature", 0, 1);
        JsonBody.OptionalNumber(body, "#", "top_p", 0, 1);
        var prompt = new Prompt
        {
            UserText = PromptText.LastUserTurn(text),
            InputTokens = Tokenizer.Count(text),
            MaxTokens = JsonBody.OptionalInteger(body, "#", "max_tokens_to_sample"),
        };
        JsonBody.ReadStrings(body, "#", "stop_sequences", prompt.StopSequences);
        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "completion"u8);
        json.WriteString("completion"u8, " " + exchange.Answer.Text);
        WriteStop(json, exchange);
        json.WriteEndObject();
    }

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        bool first = true;
        foreach (string token in exchange.Answer.TextTokens)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "completion"u8);
            json.WriteString("completion"u8, first ? " " + token : token);
            json.WriteNull("stop_reason"u8);
            json.WriteNull("stop"u8);
            json.WriteEndObject();
            first = false;
            yield return StreamPart.Chunk(PartKind.Content);
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "completion"u8);
        json.WriteString("completion"u8, ""u8);
        WriteStop(json, exchange);
        exchange.WriteMetrics(json);
        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Stop);
    }

    private static void WriteStop(Utf8JsonWriter json, Exchange exchange)
    {
        // The end of the turn is the stop sequence "\n\nHuman:" in this format.
        bool byLimit = exchange.Answer.StopReason == Answer.MaxTokens;
        json.WriteString("stop_reason"u8, byLimit ? Answer.MaxTokens : Answer.StoppedBySequence);
        json.WriteString("stop"u8, byLimit ? null : exchange.Answer.StopSequence ?? HumanTurn);
    }
}
