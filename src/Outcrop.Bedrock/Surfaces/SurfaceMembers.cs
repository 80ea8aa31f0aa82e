using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>
/// The parts of a Converse request that no family's body holds, on the compatible surfaces: guardrail, tier, metadata, output format. What has no place there is refused where the answer
/// would be another one without it, and else dropped. Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html, https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html.
/// </summary>
internal static class SurfaceMembers
{
    /// <summary>Writes the guardrail's headers, and refuses or reports what no dialect of the surfaces has a place for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="route">Where it goes.</param>
    /// <param name="headers">Where the headers go.</param>
    /// <param name="dropped">Collects what has no place.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: a member means something the surface cannot do.</exception>
    public static void Write(ConverseRequest request, SurfaceRoute route, IDictionary<string, string> headers, ICollection<DroppedParameter> dropped)
    {
        if (request.GuardrailConfig is { } guardrail)
        {
            // A guardrail is never dropped: without it the call must not go out unguarded.
            if (route.Surface == BedrockSurface.Mantle)
            {
                throw Refuse("Guardrails need bedrock-runtime; bedrock-mantle has none (guardrailConfig).");
            }

            headers["X-Amzn-Bedrock-GuardrailIdentifier"] = guardrail.Identifier;
            headers["X-Amzn-Bedrock-GuardrailVersion"] = guardrail.Version;
            if (guardrail.Trace is { } trace)
            {
                headers["X-Amzn-Bedrock-Trace"] = trace.ToUpperInvariant();
            }

            DropIf(guardrail.StreamProcessingMode is not null, "guardrailConfig.streamProcessingMode", dropped);
        }

        if (request.PromptVariables.Count > 0)
        {
            throw Refuse("Prompt variables need Converse; the compatible APIs have no place for them (promptVariables).");
        }

        DropIf(request.PerformanceLatency is not null, "performanceConfig", dropped);
        DropIf(request.AdditionalModelResponseFieldPaths.Count > 0, "additionalModelResponseFieldPaths", dropped);
        foreach ((string name, RawJson value) in request.AdditionalMembers)
        {
            if (name == "guardrailConfig")
            {
                throw Refuse("The guardrail is not told by identifier and version (guardrailConfig).");
            }

            DropIf(!value.Utf8.Span.SequenceEqual("null"u8), name, dropped);
        }
    }

    /// <summary>Writes the tier and the metadata as OpenAI names them.</summary>
    public static void WriteOpenAI(ConverseRequest request, SurfaceHead head)
    {
        head.String("service_tier", request.ServiceTier);
        if (request.RequestMetadata.Count > 0)
        {
            head.Name("metadata");
            RequestMemberWriter.WriteMetadata(head.Json, request.RequestMetadata);
        }
    }

    /// <summary>Writes the members of OpenAI's description of a JSON schema into the object that is open.</summary>
    public static void WriteSchema(SurfaceHead head, JsonOutputFormat format)
    {
        // OpenAI demands a name of at most 64 of [a-zA-Z0-9_-].
        head.Json.WriteString("name", format.Name ?? "answer");
        if (format.Description is { } description)
        {
            head.Json.WriteString("description", description);
        }

        ConverseJson.WriteRaw(head.Json, "schema", format.Schema);
    }

    /// <summary>Reports a member that the dialect has no place for.</summary>
    public static void DropIf(bool said, string name, ICollection<DroppedParameter> dropped)
    {
        if (said)
        {
            dropped.Add(new DroppedParameter(name, "the surface has no place for it"));
        }
    }

    /// <summary>How hard to think, wherever the request says it; <see langword="null"/> where it does not.</summary>
    public static string? EffortOf(ConverseRequest request) => request.OutputConfig?.Effort ?? request.Reasoning switch
    {
        null => null,
        { Mode: ReasoningMode.Disabled } => "none",
        { Effort: { } effort } => effort,
        _ => null,
    };

    private static BedrockException Refuse(string message) => new(BedrockErrorKind.Validation, message);
}
