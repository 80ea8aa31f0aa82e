using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Guardrails;

/// <summary>The bodies of InvokeGuardrailChecks.</summary>
internal static class GuardrailChecksJson
{
    /// <summary>Writes a request.</summary>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: there is nothing to check, or nothing to look for.</exception>
    public static void Write(GuardrailChecksRequest request, IBufferWriter<byte> output)
    {
        if (request.Messages.Count == 0 || request is { ContentFilter.Count: 0, PromptAttack.Count: 0, SensitiveInformation.Count: 0 })
        {
            throw new BedrockException(BedrockErrorKind.Validation, "The checks need a message, and something to look for.");
        }

        using var json = new Utf8JsonWriter(output, ConverseJson.WriterOptions);
        json.WriteStartObject();
        json.WriteStartArray("messages");
        foreach (GuardrailChecksMessage message in request.Messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role);
            WriteAll(json, "content", "text", message.Texts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("checks");
        WriteCheck(json, "contentFilter", "categories", "category", request.ContentFilter);
        WriteCheck(json, "promptAttack", "categories", "category", request.PromptAttack);
        WriteCheck(json, "sensitiveInformation", "entities", "type", request.SensitiveInformation);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.UnexpectedResponse"/>: the body is none.</exception>
    public static GuardrailChecksResponse Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            JsonElement results = document.RootElement.GetProperty("results");
            var places = new List<GuardrailSensitivePlace>();
            foreach (JsonElement found in Results(results, "sensitiveInformation"))
            {
                places.Add(new GuardrailSensitivePlace(
                    found.GetProperty("type").GetString() ?? "",
                    found.GetProperty("confidenceScore").GetDouble(),
                    found.GetProperty("messageIndex").GetInt32(),
                    found.GetProperty("contentIndex").GetInt32(),
                    found.GetProperty("beginOffset").GetInt32(),
                    found.GetProperty("endOffset").GetInt32()));
            }

            return new GuardrailChecksResponse
            {
                ContentFilter = Severities(results, "contentFilter"),
                PromptAttack = Severities(results, "promptAttack"),
                SensitiveInformation = places,
                IsTruncated = results.TryGetProperty("sensitiveInformation", out JsonElement check) && check.ValueKind == JsonValueKind.Object && check.TryGetProperty("truncated", out JsonElement cut) && cut.ValueKind == JsonValueKind.True,
                TextUnits = Units(document.RootElement),
                Raw = new RawJson(body.ToArray()),
            };
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("The body is not an answer of InvokeGuardrailChecks: " + fault.Message, fault);
        }
    }

    private static List<GuardrailSeverity> Severities(JsonElement results, string check)
    {
        var severities = new List<GuardrailSeverity>();
        foreach (JsonElement found in Results(results, check))
        {
            severities.Add(new GuardrailSeverity(found.GetProperty("category").GetString() ?? "", found.GetProperty("severityScore").GetDouble()));
        }

        return severities;
    }

    private static IEnumerable<JsonElement> Results(JsonElement results, string check) =>
        results.TryGetProperty(check, out JsonElement found) && found.ValueKind == JsonValueKind.Object && found.TryGetProperty("results", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : [];

    private static Dictionary<string, int> Units(JsonElement root)
    {
        var units = new Dictionary<string, int>(StringComparer.Ordinal);
        if (root.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty check in usage.EnumerateObject())
            {
                if (ConverseJson.GetCount(check.Value, "textUnits") is { } count)
                {
                    units[check.Name] = count;
                }
            }
        }

        return units;
    }

    private static void WriteCheck(Utf8JsonWriter json, string check, string list, string member, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStartObject(check);
            WriteAll(json, list, member, values);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes an array of objects of one member each.</summary>
    private static void WriteAll(Utf8JsonWriter json, string list, string member, IReadOnlyList<string> values)
    {
        json.WriteStartArray(list);
        foreach (string value in values)
        {
            json.WriteStartObject();
            json.WriteString(member, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
