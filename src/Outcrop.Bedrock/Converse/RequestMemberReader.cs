using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Reads the smaller members of a Converse body. One that is not shaped as modelled is left to the caller, who keeps it whole.</summary>
internal static class RequestMemberReader
{
    /// <summary>Reads a member into its property.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether a property holds all of it.</returns>
    public static bool TryRead(ConverseRequest request, string name, JsonElement value)
    {
        switch (name)
        {
            case "guardrailConfig":
                return (request.GuardrailConfig = ReadGuardrail(value)) is not null;
            case "outputConfig":
                return (request.OutputConfig = ReadOutput(value)) is not null;
            case "performanceConfig":
                return (request.PerformanceLatency = OnlyString(value, "latency")) is not null;
            case "serviceTier":
                return (request.ServiceTier = OnlyString(value, "type")) is not null;
            case "requestMetadata":
                return TryReadTexts(value, request.RequestMetadata, static entry => entry.ValueKind == JsonValueKind.String ? entry.GetString() : null);
            case "promptVariables":
                return TryReadTexts(value, request.PromptVariables, static entry => OnlyString(entry, "text"));
            case "additionalModelResponseFieldPaths":
                return TryReadPaths(value, request.AdditionalModelResponseFieldPaths);
            default:
                return false;
        }
    }

    private static GuardrailConfiguration? ReadGuardrail(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || ConverseJson.GetString(value, "guardrailIdentifier") is not { } identifier || ConverseJson.GetString(value, "guardrailVersion") is not { } version)
        {
            return null;
        }

        string? trace = ConverseJson.GetString(value, "trace");
        string? mode = ConverseJson.GetString(value, "streamProcessingMode");
        return new GuardrailConfiguration(identifier, version)
        {
            Trace = trace,
            StreamProcessingMode = mode,
            Additional = ConverseJson.Rest(value, "guardrailIdentifier", "guardrailVersion", trace is null ? "" : "trace", mode is null ? "" : "streamProcessingMode"),
        };
    }

    private static OutputConfiguration? ReadOutput(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string? effort = ConverseJson.GetString(value, "effort");
        JsonOutputFormat? format = value.TryGetProperty("textFormat", out JsonElement text) ? ReadFormat(text) : null;
        return new OutputConfiguration
        {
            Format = format,
            Effort = effort,
            Additional = ConverseJson.Rest(value, format is null ? "" : "textFormat", effort is null ? "" : "effort"),
        };
    }

    private static JsonOutputFormat? ReadFormat(JsonElement format)
    {
        if (format.ValueKind != JsonValueKind.Object || format.GetPropertyCount() != 2 || ConverseJson.GetString(format, "type") != "json_schema"
            || !format.TryGetProperty("structure", out JsonElement structure) || structure.ValueKind != JsonValueKind.Object || structure.GetPropertyCount() != 1
            || !structure.TryGetProperty("jsonSchema", out JsonElement schema) || schema.ValueKind != JsonValueKind.Object || ConverseJson.GetString(schema, "schema") is not { } json)
        {
            return null;
        }

        string? name = ConverseJson.GetString(schema, "name");
        string? description = ConverseJson.GetString(schema, "description");
        return schema.GetPropertyCount() == 1 + (name is null ? 0 : 1) + (description is null ? 0 : 1)
            ? new JsonOutputFormat(new RawJson(System.Text.Encoding.UTF8.GetBytes(json)), name, description)
            : null;
    }

    private static string? OnlyString(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() == 1 && value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    private static bool TryReadTexts(JsonElement value, IDictionary<string, string> texts, Func<JsonElement, string?> read)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() == 0)
        {
            return false;
        }

        foreach (JsonProperty entry in value.EnumerateObject())
        {
            if (read(entry.Value) is not { } text)
            {
                texts.Clear();
                return false;
            }

            texts[entry.Name] = text;
        }

        return true;
    }

    private static bool TryReadPaths(JsonElement value, IList<string> paths)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            return false;
        }

        foreach (JsonElement path in value.EnumerateArray())
        {
            if (path.ValueKind != JsonValueKind.String)
            {
                paths.Clear();
                return false;
            }

            paths.Add(path.GetString()!);
        }

        return true;
    }
}
