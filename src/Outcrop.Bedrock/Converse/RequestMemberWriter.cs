using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Writes the smaller members of a Converse body.</summary>
internal static class RequestMemberWriter
{
    /// <summary>Writes those that are set into the object that is open.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="request">The request.</param>
    public static void Write(Utf8JsonWriter writer, ConverseRequest request)
    {
        if (request.GuardrailConfig is { } guardrail)
        {
            WriteGuardrail(writer, guardrail);
        }

        if (request.OutputConfig is { } output)
        {
            WriteOutput(writer, output);
        }

        WriteOnly(writer, "performanceConfig", "latency", request.PerformanceLatency);
        WriteOnly(writer, "serviceTier", "type", request.ServiceTier);
        if (request.RequestMetadata.Count > 0)
        {
            writer.WritePropertyName("requestMetadata");
            WriteMetadata(writer, request.RequestMetadata);
        }

        if (request.PromptVariables.Count > 0)
        {
            writer.WriteStartObject("promptVariables");
            foreach ((string name, string text) in request.PromptVariables)
            {
                WriteOnly(writer, name, "text", text);
            }

            writer.WriteEndObject();
        }

        if (request.AdditionalModelResponseFieldPaths.Count > 0)
        {
            writer.WriteStartArray("additionalModelResponseFieldPaths");
            foreach (string path in request.AdditionalModelResponseFieldPaths)
            {
                writer.WriteStringValue(path);
            }

            writer.WriteEndArray();
        }
    }

    /// <summary>Writes request metadata as an object.</summary>
    /// <param name="writer">The writer; a value is due.</param>
    /// <param name="metadata">The entries.</param>
    public static void WriteMetadata(Utf8JsonWriter writer, IDictionary<string, string> metadata)
    {
        writer.WriteStartObject();
        foreach ((string name, string value) in metadata)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteGuardrail(Utf8JsonWriter writer, GuardrailConfiguration guardrail)
    {
        writer.WriteStartObject("guardrailConfig");
        writer.WriteString("guardrailIdentifier", guardrail.Identifier);
        writer.WriteString("guardrailVersion", guardrail.Version);
        if (guardrail.Trace is { } trace)
        {
            writer.WriteString("trace", trace);
        }

        if (guardrail.StreamProcessingMode is { } mode)
        {
            writer.WriteString("streamProcessingMode", mode);
        }

        ConverseJson.WriteMembers(writer, guardrail.Additional);
        writer.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter writer, OutputConfiguration output)
    {
        writer.WriteStartObject("outputConfig");
        if (output.Format is { } format)
        {
            writer.WriteStartObject("textFormat");
            writer.WriteString("type", "json_schema");
            writer.WriteStartObject("structure");
            writer.WriteStartObject("jsonSchema");

            // The wire has the schema as a string.
            writer.WriteString("schema", format.Schema.Utf8.Span);
            if (format.Name is { } name)
            {
                writer.WriteString("name", name);
            }

            if (format.Description is { } description)
            {
                writer.WriteString("description", description);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        if (output.Effort is { } effort)
        {
            writer.WriteString("effort", effort);
        }

        ConverseJson.WriteMembers(writer, output.Additional);
        writer.WriteEndObject();
    }

    private static void WriteOnly(Utf8JsonWriter writer, string name, string member, string? value)
    {
        if (value is not null)
        {
            writer.WriteStartObject(name);
            writer.WriteString(member, value);
            writer.WriteEndObject();
        }
    }
}
