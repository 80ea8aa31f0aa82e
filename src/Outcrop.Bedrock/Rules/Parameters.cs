using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Inference;
using Outcrop.Bedrock.Rules.Tools;

namespace Outcrop.Bedrock.Rules;

/// <summary>The parameters that a request can be without and still ask the same: by their paths here, and by the names that models give them in refusals.</summary>
internal static class Parameters
{
    private const string Vendor = "additionalModelRequestFields";

    /// <summary>Vendor fields that say what is asked, not how. Without one of them the answer would be to another question.</summary>
    private static readonly HashSet<string> s_meaning = new(StringComparer.OrdinalIgnoreCase)
    {
        "messages", "system", "prompt", "inputText", "message", "chat_history", "documents", "tools", "tool_choice", "toolConfig", "toolChoice", "guardrailConfig", "amazon-bedrock-guardrailConfig",
        "mcp_servers", "container", "anthropic_version", "response_format", "schemaVersion",
    };

    /// <summary>Finds the parameter of a request that a refusal names.</summary>
    /// <param name="request">The request as it went out.</param>
    /// <param name="name">The name: a word, or a path with dots or slashes.</param>
    /// <returns>Its path; <see langword="null"/> when the request has none of that name, or cannot be without it.</returns>
    public static string? Find(ConverseRequest request, string name)
    {
        string pointer = "/" + name.Trim('#', '/', '.', '$').Replace('.', '/');
        string word = pointer[(pointer.LastIndexOf('/') + 1)..];
        if (Fold(word) == "disableparalleltooluse" && VendorFields.Find(request.AdditionalModelRequestFields, ParallelToolRule.Place) is not null)
        {
            // The one part of a choice of tools without which the question is the same.
            return RequestDraft.FieldPath(ParallelToolRule.Place);
        }

        if (s_meaning.Contains(pointer.Split('/')[1]) || s_meaning.Contains(word))
        {
            return null;
        }

        if (Own(request, Fold(word)) is { } own)
        {
            return own;
        }

        // The name may be below a place of the body that the vendor fields are merged into.
        foreach (string candidate in (ReadOnlySpan<string>)[pointer, "/" + word])
        {
            if (VendorFields.Find(request.AdditionalModelRequestFields, candidate) is not null)
            {
                return RequestDraft.FieldPath(candidate);
            }
        }

        return null;
    }

    /// <summary>Takes a parameter out.</summary>
    /// <param name="draft">The request.</param>
    /// <param name="path">Its path, as <see cref="Find"/> gives it.</param>
    /// <returns>Whether it was there.</returns>
    public static bool TryDrop(RequestDraft draft, string path)
    {
        if (path.StartsWith(Vendor + ".", StringComparison.Ordinal))
        {
            string pointer = path[Vendor.Length..].Replace('.', '/');
            if (draft.Field(pointer) is null)
            {
                return false;
            }

            draft.RemoveField(pointer);
            return true;
        }

        InferenceConfiguration? inference = draft.Request.InferenceConfig;
        switch (path)
        {
            case "inferenceConfig.temperature" when inference is { Temperature: not null }:
                draft.Edit().InferenceConfig = inference with { Temperature = null };
                return true;
            case "inferenceConfig.topP" when inference is { TopP: not null }:
                draft.Edit().InferenceConfig = inference with { TopP = null };
                return true;
            case "inferenceConfig.topK" when inference is { TopK: not null }:
                draft.Edit().InferenceConfig = inference with { TopK = null };
                return true;
            case "inferenceConfig.stopSequences" when inference is { StopSequences.Count: > 0 }:
                draft.Edit().InferenceConfig = inference with { StopSequences = [] };
                return true;
            case "performanceConfig.latency" when draft.Request.PerformanceLatency is not null:
                draft.Edit().PerformanceLatency = null;
                return true;
            case "serviceTier" when draft.Request.ServiceTier is not null:
                draft.Edit().ServiceTier = null;
                return true;
            case "outputConfig.effort" when draft.Request.OutputConfig is { Effort: not null } output:
                draft.Edit().OutputConfig = output is { Format: null, Additional.IsEmpty: true } ? null : output with { Effort = null };
                return true;
            default:
                return false;
        }
    }

    private static string? Own(ConverseRequest request, string word) => word switch
    {
        "temperature" when request.InferenceConfig is { Temperature: not null } => "inferenceConfig.temperature",
        "topp" or "p" when request.InferenceConfig is { TopP: not null } => "inferenceConfig.topP",
        "topk" or "k" when request.InferenceConfig is { TopK: not null } => "inferenceConfig.topK",
        "stopsequences" or "stop" when request.InferenceConfig is { StopSequences.Count: > 0 } => "inferenceConfig.stopSequences",
        "performanceconfig" or "latency" when request.PerformanceLatency is not null => "performanceConfig.latency",
        "servicetier" when request.ServiceTier is not null => "serviceTier",
        "effort" when request.OutputConfig is { Effort: not null } => "outputConfig.effort",
        _ => null,
    };

    private static string Fold(string word) => word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
