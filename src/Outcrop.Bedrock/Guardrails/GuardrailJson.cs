using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Guardrails;

/// <summary>The bodies of ApplyGuardrail.</summary>
internal static class GuardrailJson
{
    /// <summary>Writes a request.</summary>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: there is nothing to judge.</exception>
    public static void Write(ApplyGuardrailRequest request, IBufferWriter<byte> output)
    {
        if (request.Content.Count == 0)
        {
            throw new BedrockException(BedrockErrorKind.Validation, "There is no content for the guardrail.");
        }

        using var json = new Utf8JsonWriter(output, ConverseJson.WriterOptions);
        json.WriteStartObject();
        json.WriteString("source", request.Source);
        json.WriteStartArray("content");
        foreach (GuardrailContent block in request.Content)
        {
            json.WriteStartObject();
            Write(json, block);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.OutputScope is { } scope)
        {
            json.WriteString("outputScope", scope);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.UnexpectedResponse"/>: the body is no judgement.</exception>
    public static ApplyGuardrailResponse Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            JsonElement root = document.RootElement;
            var outputs = new List<string>();
            if (Member(root, "outputs") is { } list)
            {
                foreach (JsonElement output in list.EnumerateArray())
                {
                    outputs.Add(output.GetProperty("text").GetString()!);
                }
            }

            return new ApplyGuardrailResponse
            {
                Action = ConverseJson.GetString(root, "action") ?? throw new JsonException("action is missing."),
                ActionReason = ConverseJson.GetString(root, "actionReason"),
                Outputs = outputs,
                Assessments = Member(root, "assessments") is { } assessments ? ConverseJson.Raw(assessments) : default,
                Findings = Member(root, "assessments") is { ValueKind: JsonValueKind.Array } judged ? GuardrailFindingReader.Read(judged) : [],
                Coverage = Member(root, "guardrailCoverage") is { } coverage ? ConverseJson.Raw(coverage) : default,
                UsageUnits = Member(root, "usage") is { ValueKind: JsonValueKind.Object } units ? Counts(units) : new Dictionary<string, int>(StringComparer.Ordinal),
                Usage = Member(root, "usage") is { } usage ? ConverseJson.Raw(usage) : default,
                Raw = new RawJson(body.ToArray()),
            };
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("The body is not a guardrail's answer: " + fault.Message, fault);
        }
    }

    private static JsonElement? Member(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static Dictionary<string, int> Counts(JsonElement units)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonProperty unit in units.EnumerateObject())
        {
            if (ConverseJson.GetCount(units, unit.Name) is { } count)
            {
                counts[unit.Name] = count;
            }
        }

        return counts;
    }

    private static void Write(Utf8JsonWriter json, GuardrailContent block)
    {
        switch (block)
        {
            case GuardrailText text:
                json.WriteStartObject("text");
                json.WriteString("text", text.Text);
                ContentBlockWriter.WriteQualifiers(json, text.Qualifiers);
                json.WriteEndObject();
                break;
            case GuardrailImage image:
                json.WriteStartObject("image");
                json.WriteString("format", image.Format);
                json.WriteStartObject("source");
                json.WriteBase64String("bytes", image.Bytes.Span);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"A block of the kind {block.GetType().Name} is not handled.");
        }
    }
}
