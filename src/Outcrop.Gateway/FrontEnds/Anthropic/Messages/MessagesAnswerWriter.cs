using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>Writes a whole answer as a <c>message</c>.</summary>
internal static class MessagesAnswerWriter
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="response">The answer.</param>
    /// <param name="identity">What it says of itself.</param>
    /// <param name="request">What was asked for.</param>
    public static void Write(Utf8JsonWriter json, ConverseResponse response, MessageIdentity identity, MessagesRequest request)
    {
        var omitted = new List<string>();
        json.WriteStartObject();
        json.WriteString("id"u8, identity.Id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, identity.Model);
        json.WriteStartArray("content"u8);
        foreach (ContentBlock block in response.Message.Content)
        {
            Write(json, block, omitted);
        }

        json.WriteEndArray();
        json.WriteString("stop_reason"u8, MessagesStop.Of(response.StopReason));
        json.WriteString("stop_sequence"u8, StringOf(response, "stop_sequence") ?? MessagesStop.SequenceOf(response.StopReason, request.Converse));
        json.WriteNull("stop_details"u8);
        MessagesUsageWriter.Write(json, response.Usage, request.Converse.ServiceTier);
        json.WriteNull("container"u8);
        json.WriteNull("diagnostics"u8);
        WriteDetails(json, response, omitted);
        json.WriteEndObject();
    }

    /// <summary>What Bedrock tells and this dialect has no words for: the member <c>bedrock</c>, where there is anything.</summary>
    private static void WriteDetails(Utf8JsonWriter json, ConverseResponse response, List<string> omitted)
    {
        using var details = new AnswerDetails(response.StopReason, omitted);
        foreach (string name in AnswerDetails.Members)
        {
            if (response.AdditionalMembers.TryGetValue(name, out RawJson value))
            {
                details.Add(name, value.Utf8);
            }
        }

        if (details.HasAny)
        {
            json.WritePropertyName("bedrock"u8);
            json.WriteRawValue(details.ToJson().Span, skipInputValidation: true);
        }
    }

    private static void Write(Utf8JsonWriter json, ContentBlock block, List<string> omitted)
    {
        switch (block)
        {
            case TextBlock text:
                Open(json, "text"u8);

                // No "citations" where there are none, as Anthropic has it: clients that check answers (AI SDK 5) take no null for the list.
                json.WriteString("text"u8, text.Text);
                break;
            case CitationsBlock cited:
                Open(json, "text"u8);
                json.WriteString("text"u8, cited.Text);
                CitationWriter.WriteAll(json, cited.Citations);
                break;
            case ReasoningBlock thought:
                Open(json, "thinking"u8);
                json.WriteString("thinking"u8, thought.Text);
                json.WriteString("signature"u8, thought.Signature ?? "");
                break;
            case RedactedReasoningBlock redacted:
                Open(json, "redacted_thinking"u8);
                json.WriteString("data"u8, RedactedData.ToText(redacted.Base64));
                break;
            case ToolUseBlock call:
                Open(json, call.Type == "server_tool_use" ? "server_tool_use"u8 : "tool_use"u8);
                json.WriteString("id"u8, call.ToolUseId);
                json.WriteString("name"u8, call.Name);
                WriteInput(json, call.Input);
                break;
            case UnknownBlock { Dialect.IsEmpty: false } own:
                json.WriteRawValue(own.Value.Utf8.Span, skipInputValidation: true);
                return;
            default:
                omitted.Add(AnswerDetails.NameOf(block));
                return;
        }

        json.WriteEndObject();
    }

    /// <summary>Arguments that a limit has cut off are no JSON; they are told as text, under the name that Anthropic itself uses for such.</summary>
    private static void WriteInput(Utf8JsonWriter json, RawJson input)
    {
        json.WritePropertyName("input"u8);
        if (input.IsEmpty)
        {
            json.WriteRawValue("{}"u8);
        }
        else if (IsObject(input.Utf8.Span))
        {
            json.WriteRawValue(input.Utf8.Span, skipInputValidation: true);
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("INVALID_JSON"u8, input.Utf8.Span);
            json.WriteEndObject();
        }
    }

    private static bool IsObject(ReadOnlySpan<byte> input)
    {
        try
        {
            var reader = new Utf8JsonReader(input, new JsonReaderOptions { MaxDepth = JsonEnvelope.MaxDepth });
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
            }

            return isObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Open(Utf8JsonWriter json, ReadOnlySpan<byte> type)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
    }

    private static string? StringOf(ConverseResponse response, string name)
    {
        if (!response.AdditionalMembers.TryGetValue(name, out RawJson value))
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(value.Utf8);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
    }
}
