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
        if (request.GuardrailConfig is { } guardrail)
        {
            // A guardrail is never dropped: without it the call must not go out unguarded.
            headers["X-Amzn-Bedrock-GuardrailIdentifier"] = guardrail.Identifier;
            headers["X-Amzn-Bedrock-GuardrailVersion"] = guardrail.Version;
            if (guardrail.Trace is { } trace)
            {
                headers["X-Amzn-Bedrock-Trace"] = trace.ToUpperInvariant();
            }

            if (guardrail.StreamProcessingMode is not null)
            {
                dropped.Add(new DroppedParameter("guardrailConfig.streamProcessingMode", "InvokeModel has no such header"));
            }
        }

        if (request.PerformanceLatency is { } latency)
        {
            headers["X-Amzn-Bedrock-PerformanceConfig-Latency"] = latency;
        }

        if (request.ServiceTier is { } tier)
        {
            headers["X-Amzn-Bedrock-Service-Tier"] = tier;
        }

        if (request.RequestMetadata.Count > 0)
        {
            headers["X-Amzn-Bedrock-Request-Metadata"] = EncodeAscii(request.RequestMetadata);
        }

        if (request.PromptVariables.Count > 0)
        {
            throw new BedrockException(BedrockErrorKind.Validation, "Prompt variables need Converse; InvokeModel has no place for them (promptVariables).");
        }

        if (request.AdditionalModelResponseFieldPaths.Count > 0)
        {
            dropped.Add(new DroppedParameter("additionalModelResponseFieldPaths", "InvokeModel has no place for it"));
        }

        foreach ((string name, RawJson value) in request.AdditionalMembers)
        {
            if (name == "guardrailConfig")
            {
                throw new BedrockException(BedrockErrorKind.Validation, "The guardrail is not told by identifier and version (guardrailConfig).");
            }

            if (!value.Utf8.Span.SequenceEqual("null"u8))
            {
                dropped.Add(new DroppedParameter(name, "InvokeModel has no place for it"));
            }
        }
    }

    /// <summary>Header values are ASCII; the default encoder escapes the rest.</summary>
    private static string EncodeAscii(IDictionary<string, string> metadata)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            RequestMemberWriter.WriteMetadata(writer, metadata);
        }

        return System.Text.Encoding.ASCII.GetString(buffer.WrittenSpan);
    }
}
