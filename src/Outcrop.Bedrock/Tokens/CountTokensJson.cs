using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Invoke;

namespace Outcrop.Bedrock.Tokens;

/// <summary>The bodies of CountTokens.</summary>
internal static class CountTokensJson
{
    /// <summary>Writes a Converse request to be counted: of its members those that become tokens.</summary>
    /// <exception cref="Errors.BedrockException">The request cannot be written as JSON.</exception>
    public static void Write(ConverseRequest request, IBufferWriter<byte> output)
    {
        try
        {
            using var json = new Utf8JsonWriter(output, ConverseJson.WriterOptions);
            json.WriteStartObject();
            json.WriteStartObject("input");
            json.WriteStartObject("converse");
            json.WritePropertyName("messages");
            ConverseRequestWriter.WriteMessages(json, request.Messages);
            if (request.System.Count > 0)
            {
                json.WritePropertyName("system");
                ContentBlockWriter.WriteAll(json, request.System);
            }

            if (request.ToolConfig is { } tools)
            {
                json.WritePropertyName("toolConfig");
                ConverseRequestWriter.WriteTools(json, tools);
            }

            if (request.AdditionalModelRequestFields is { IsEmpty: false } fields)
            {
                ConverseJson.WriteRaw(json, "additionalModelRequestFields", fields);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    /// <summary>Writes an InvokeModel body to be counted.</summary>
    public static void Write(InvokeModelRequest request, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, ConverseJson.WriterOptions);
        json.WriteStartObject();
        json.WriteStartObject("input");
        json.WriteStartObject("invokeModel");
        json.WriteBase64String("body", request.Body.Span);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="Errors.BedrockException">The body is no count.</exception>
    public static CountTokensResponse Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            return new CountTokensResponse
            {
                InputTokens = ConverseJson.GetCount(document.RootElement, "inputTokens") ?? throw new JsonException("inputTokens is missing."),
                Raw = new RawJson(body.ToArray()),
            };
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("The body is not an answer of CountTokens: " + fault.Message, fault);
        }
    }
}
