using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Families;

/// <summary>
/// The parts of a Converse request that InvokeModel takes as headers, whatever the family: guardrail, trace, latency, service tier, request metadata. What has no place there is
/// refused where the answer would be another one without it, and else dropped. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html.
/// </summary>
internal static class InvokeModelParameters
{
    /// <summary>Writes the headers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="headers">Where the headers go.</param>
    /// <param name="dropped">Collects what has no place.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: a member means something InvokeModel cannot do, or is not what Converse defines.</exception>
    public static void WriteHeaders(ConverseRequest request, IDictionary<string, string> headers, ICollection<DroppedParameter> dropped)
    {
        try
        {
            foreach ((string name, RawJson value) in request.AdditionalMembers)
            {
                using JsonDocument document = JsonDocument.Parse(value.Utf8, ConverseJson.DocumentOptions);
                if (document.RootElement.ValueKind != JsonValueKind.Null)
                {
                    Write(name, document.RootElement, headers, dropped);
                }
            }
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    private static void Write(string name, JsonElement value, IDictionary<string, string> headers, ICollection<DroppedParameter> dropped)
    {
        switch (name)
        {
            case "guardrailConfig":
                // A guardrail is never dropped: without its identifier the call must not go out unguarded.
                headers["X-Amzn-Bedrock-GuardrailIdentifier"] = value.GetProperty("guardrailIdentifier").GetString()!;
                headers["X-Amzn-Bedrock-GuardrailVersion"] = ConverseJson.GetString(value, "guardrailVersion") ?? "DRAFT";
                if (ConverseJson.GetString(value, "trace") is { } trace)
                {
                    headers["X-Amzn-Bedrock-Trace"] = trace.ToUpperInvariant();
                }

                if (value.TryGetProperty("streamProcessingMode", out _))
                {
                    dropped.Add(new DroppedParameter("guardrailConfig.streamProcessingMode", "InvokeModel has no such header"));
                }

                break;
            case "performanceConfig":
                headers["X-Amzn-Bedrock-PerformanceConfig-Latency"] = value.GetProperty("latency").GetString()!;
                break;
            case "serviceTier":
                headers["X-Amzn-Bedrock-Service-Tier"] = value.GetProperty("type").GetString()!;
                break;
            case "requestMetadata":
                // Header values are ASCII; the default encoder escapes the rest.
                headers["X-Amzn-Bedrock-Request-Metadata"] = EncodeAscii(value);
                break;
            case "promptVariables":
                throw new BedrockException(BedrockErrorKind.Validation, "Prompt variables need Converse; InvokeModel has no place for them (promptVariables).");
            case "outputConfig":
                throw new BedrockException(BedrockErrorKind.Validation, "A structured output format needs Converse; InvokeModel has no place for it here (outputConfig).");
            default:
                dropped.Add(new DroppedParameter(name, "InvokeModel has no place for it"));
                break;
        }
    }

    private static string EncodeAscii(JsonElement value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            value.WriteTo(writer);
        }

        return System.Text.Encoding.ASCII.GetString(buffer.WrittenSpan);
    }
}
