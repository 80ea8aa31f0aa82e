using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Converse;

/// <summary>Writes the body of <c>Converse</c> and <c>ConverseStream</c>.</summary>
internal static class ConverseRequestWriter
{
    /// <summary>Writes the body.</summary>
    /// <param name="request">The request; its model id goes into the path, not here.</param>
    /// <param name="output">Where the body goes.</param>
    /// <param name="dropped">Collects what another dialect's members lose here; default: nobody is told.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: an opaque member is no JSON, or a text is no Unicode.</exception>
    public static void Write(ConverseRequest request, IBufferWriter<byte> output, ICollection<Families.DroppedParameter>? dropped = null)
    {
        try
        {
            if (dropped is not null)
            {
                Families.DialectLosses.ReportForConverse(request, dropped);
            }

            output.GetSpan(RequestSize.Of(request));
            using var writer = new Utf8JsonWriter(output, ConverseJson.WriterOptions);
            WriteBody(writer, request);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, "The request cannot be written as JSON: " + fault.Message, fault);
        }
    }

    /// <summary>Writes the messages as an array.</summary>
    public static void WriteMessages(Utf8JsonWriter writer, IEnumerable<Message> messages)
    {
        writer.WriteStartArray();
        foreach (Message message in ItemSpan.Of(messages))
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role.Value);
            writer.WritePropertyName("content");
            ContentBlockWriter.WriteAll(writer, message.Content);
            ConverseJson.WriteMembers(writer, message.Additional);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteBody(Utf8JsonWriter writer, ConverseRequest request)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("messages");
        WriteMessages(writer, request.Prompt is { } prompt && request.Messages.Count == 0 ? [new Message(ConversationRole.User, prompt)] : request.Messages);
        if (request.System.Count > 0)
        {
            writer.WritePropertyName("system");
            ContentBlockWriter.WriteAll(writer, request.System);
        }

        if (request.InferenceConfig is { } inference)
        {
            writer.WriteStartObject("inferenceConfig");
            WriteInferenceMembers(writer, inference);
            writer.WriteEndObject();
        }

        if (request.ToolConfig is { } tools)
        {
            writer.WritePropertyName("toolConfig");
            WriteTools(writer, tools);
        }

        if (request.AdditionalModelRequestFields is { IsEmpty: false } fields)
        {
            ConverseJson.WriteRaw(writer, "additionalModelRequestFields", fields);
        }

        RequestMemberWriter.Write(writer, request);
        foreach ((string name, RawJson value) in request.AdditionalMembers)
        {
            ConverseJson.WriteRaw(writer, name, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the members of <c>inferenceConfig</c> into the object that is open.</summary>
    public static void WriteInferenceMembers(Utf8JsonWriter writer, InferenceConfiguration inference)
    {
        if (inference.MaxTokens is { } maxTokens)
        {
            writer.WriteNumber("maxTokens", maxTokens);
        }

        if (inference.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }

        if (inference.TopP is { } topP)
        {
            writer.WriteNumber("topP", topP);
        }

        if (inference.StopSequences.Count > 0)
        {
            writer.WriteStartArray("stopSequences");
            foreach (string stop in inference.StopSequences)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        ConverseJson.WriteMembers(writer, inference.Additional);
    }

    /// <summary>Writes a tool configuration as an object.</summary>
    public static void WriteTools(Utf8JsonWriter writer, ToolConfiguration configuration)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("tools");
        foreach (Tool tool in configuration.Tools)
        {
            writer.WriteStartObject();
            WriteTool(writer, tool);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (configuration.ToolChoice is { } choice)
        {
            writer.WriteStartObject("toolChoice");
            writer.WriteStartObject(choice switch
            {
                AutoToolChoice => "auto",
                AnyToolChoice => "any",
                NamedToolChoice => "tool",
                _ => throw new JsonException($"A choice of type {choice.GetType().Name} cannot be written."),
            });
            if (choice is NamedToolChoice named)
            {
                writer.WriteString("name", named.Name);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        ConverseJson.WriteMembers(writer, configuration.Additional);
        writer.WriteEndObject();
    }

    private static void WriteTool(Utf8JsonWriter writer, Tool tool)
    {
        switch (tool)
        {
            case ToolSpecification specification:
                writer.WriteStartObject("toolSpec");
                writer.WriteString("name", specification.Name);
                if (specification.Description is { } description)
                {
                    writer.WriteString("description", description);
                }

                writer.WriteStartObject("inputSchema");
                ConverseJson.WriteRaw(writer, "json", specification.InputSchema);
                writer.WriteEndObject();
                if (specification.Strict is { } strict)
                {
                    writer.WriteBoolean("strict", strict);
                }

                ConverseJson.WriteMembers(writer, tool.Additional);
                writer.WriteEndObject();
                break;
            case SystemTool system:
                writer.WriteStartObject("systemTool");
                writer.WriteString("name", system.Name);
                ConverseJson.WriteMembers(writer, tool.Additional);
                writer.WriteEndObject();
                break;
            case CachePointTool point:
                writer.WriteStartObject("cachePoint");
                ContentBlockWriter.WriteCachePoint(writer, point.Ttl);
                ConverseJson.WriteMembers(writer, tool.Additional);
                writer.WriteEndObject();
                break;
            case UnknownTool { Dialect.IsEmpty: false } foreign:
                throw new JsonException($"Converse has no tool of the kind {foreign.Name}, which is one of {foreign.Dialect.Dialect}.");
            case UnknownTool unknown:
                ConverseJson.WriteRaw(writer, unknown.Name, unknown.Value);
                break;
            default:
                throw new JsonException($"A tool of type {tool.GetType().Name} cannot be written.");
        }
    }
}
