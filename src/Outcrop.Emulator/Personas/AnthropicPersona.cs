using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;
using Outcrop.Emulator.Validation;
using Outcrop.Emulator.Validation.Claude;

namespace Outcrop.Emulator.Personas;

/// <summary>Anthropic Messages. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html.</summary>
internal sealed partial class AnthropicPersona : Persona
{
    private static readonly AnthropicTextPersona Legacy = new();

    public override string Family => "anthropic";

    public override Prompt Read(JsonElement body, ResolvedModel model, bool streaming)
    {
        // Claude 2 and Instant speak the older text completion, too.
        if (AnthropicTextPersona.IsFor(body))
        {
            return Legacy.Read(body, model, streaming);
        }

        MessagesFields.Check(body, model.Line);
        if (!VersionPattern().IsMatch(JsonBody.RequiredString(body, "#", "anthropic_version")))
        {
            throw new AwsErrorException(AwsError.Validation("Invalid API version"));
        }

        var prompt = new Prompt { MaxTokens = JsonBody.OptionalInteger(body, "#", "max_tokens") };
        if (model.Line.MaxTokens > 0 && prompt.MaxTokens > model.Line.MaxTokens)
        {
            throw new AwsErrorException(AwsError.Validation(string.Create(
                CultureInfo.InvariantCulture,
                $"max_tokens: {prompt.MaxTokens} > {model.Line.MaxTokens}, which is the maximum allowed number of output tokens for {ModelName(model.BaseId)}")));
        }

        JsonBody.OptionalNumber(body, "#", "temperature", 0, 1);
        JsonBody.OptionalNumber(body, "#", "top_p", 0, 1);
        JsonBody.ReadStrings(body, "#", "stop_sequences", prompt.StopSequences);
        prompt.Reasoning = body.TryGetProperty("thinking"u8, out JsonElement thinking) && thinking.ValueKind == JsonValueKind.Object
            && thinking.TryGetProperty("type"u8, out JsonElement mode) && mode.GetString() is "enabled" or "adaptive";
        if (body.TryGetProperty("system"u8, out JsonElement system))
        {
            prompt.InputTokens += Tokenizer.Count(JsonBody.AllText(system));
        }

        AnthropicMessages.Read(JsonBody.Require(body, "#", "messages"), prompt);
        AnthropicMessages.ReadTools(body, prompt);
        RequestRules.CheckBody(body, model, streaming);
        return prompt;
    }

    public override void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body)
    {
        if (AnthropicTextPersona.IsFor(body))
        {
            Legacy.WriteAnswer(json, exchange, body);
            return;
        }

        json.WriteStartObject();
        WriteHead(json, exchange);
        json.WriteStartArray("content"u8);
        foreach (AnswerBlock block in exchange.Answer.Blocks)
        {
            json.WriteStartObject();
            switch (block)
            {
                case TextAnswer text:
                    json.WriteString("type"u8, "text"u8);
                    json.WriteString("text"u8, text.Text);
                    if (text.Citation is not null)
                    {
                        json.WriteStartArray("citations"u8);
                        CitationWriter.WriteAnthropic(json, text.Citation);
                        json.WriteEndArray();
                    }

                    break;
                case ReasoningAnswer reasoning:
                    json.WriteString("type"u8, "thinking"u8);
                    json.WriteString("thinking"u8, reasoning.Text);
                    json.WriteString("signature"u8, reasoning.Signature);
                    break;
                case RedactedAnswer redacted:
                    json.WriteString("type"u8, "redacted_thinking"u8);
                    json.WriteString("data"u8, redacted.Data);
                    break;
                case ToolAnswer tool:
                    json.WriteString("type"u8, "tool_use"u8);
                    json.WriteString("id"u8, Identifiers.AnthropicTool(exchange.Random));
                    json.WriteString("name"u8, tool.Name);
                    json.WritePropertyName("input"u8);
                    json.WriteRawValue(tool.InputJson, skipInputValidation: true);
                    break;
                default:
                    throw new InvalidOperationException($"No block {block.GetType().Name} in this family.");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("stop_reason"u8, exchange.Answer.StopReason);
        json.WriteString("stop_sequence"u8, exchange.Answer.StopSequence);
        WriteUsage(json, exchange, exchange.OutputTokens);
        json.WriteEndObject();
    }

    public override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body) =>
        AnthropicTextPersona.IsFor(body) ? Legacy.Stream(json, exchange, body) : AnthropicStream.Write(json, exchange);

    /// <summary>The members before the content.</summary>
    public static void WriteHead(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteString("id"u8, exchange.Blocked ? "bedrock-guardrails-" + Identifiers.Uuid(exchange.Random)[..8] : Identifiers.AnthropicMessage(exchange.Random));
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, ModelName(exchange.Model.BaseId));
    }

    public static void WriteUsage(Utf8JsonWriter json, Exchange exchange, int outputTokens)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, exchange.InputTokens);
        if (exchange.Model.Line.Caching && !exchange.Blocked)
        {
            json.WriteNumber("cache_creation_input_tokens"u8, exchange.Cache.Write);
            json.WriteNumber("cache_read_input_tokens"u8, exchange.Cache.Read);
            json.WriteStartObject("cache_creation"u8);
            json.WriteNumber("ephemeral_5m_input_tokens"u8, exchange.Cache.FiveMinutes);
            json.WriteNumber("ephemeral_1h_input_tokens"u8, exchange.Cache.OneHour);
            json.WriteEndObject();
        }

        json.WriteNumber("output_tokens"u8, outputTokens);
        json.WriteEndObject();
    }

    /// <summary>Anthropic's own name of a model: without provider and version suffix.</summary>
    private static string ModelName(string baseId) => VersionSuffix().Replace(baseId.Replace("anthropic.", "", StringComparison.Ordinal), "");

    [GeneratedRegex(@"^(bedrock-)?\d{4}-\d{2}-\d{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"-v\d+(:\d+)?(:\d+k)?$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionSuffix();
}
