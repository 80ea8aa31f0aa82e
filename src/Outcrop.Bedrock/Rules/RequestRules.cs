using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Rules.Caching;
using Outcrop.Bedrock.Rules.Content;
using Outcrop.Bedrock.Rules.Inference;
using Outcrop.Bedrock.Rules.Learning;
using Outcrop.Bedrock.Rules.Reasoning;
using Outcrop.Bedrock.Rules.Tools;

namespace Outcrop.Bedrock.Rules;

/// <summary>Every rule, in the order in which they are applied.</summary>
internal static class RequestRules
{
    /// <summary>
    /// The rules. Names come before the blocks that bear them, blocks before the messages they leave empty, reasoning before what it forbids, and what was learnt comes last, so that it also meets what other rules have added.
    /// </summary>
    public static IReadOnlyList<RequestRule> All { get; } =
    [
        new ToolSupportRule(),
        new ToolNameRule(),
        new CachePointRule(),
        new ContentRule(),
        new MessageOrderRule(),
        new DocumentTextRule(),
        new ToolHistoryRule(),
        new ToolDefinitionRule(),
        new ReasoningRule(),
        new PrefillRule(),
        new StructuredOutputRule(),
        new ToolChoiceRule(),
        new ParallelToolRule(),
        new ToolStreamingRule(),
        new SamplingRule(),
        new TopKRule(),
        new StopSequenceRule(),
        new MaxTokensRule(),
        new ServiceRule(),
        new LearntRule(),
    ];

    /// <summary>Whether any rule depends on the model for a request, so that it must be known which model an ARN stands for. The output limit alone does not ask for that.</summary>
    /// <param name="request">The request.</param>
    /// <param name="traits">What is in it.</param>
    public static bool DependOnModel(ConverseRequest request, RequestTraits traits) =>
        request.InferenceConfig is { Temperature: not null } or { TopP: not null } or { TopK: not null } or { StopSequences.Count: > 0 }
        || request is { Reasoning: not null } or { ToolConfig: not null } or { OutputConfig.Format: not null } or { ServiceTier: not null } or { PerformanceLatency: not null }
        || request.AdditionalModelRequestFields is { IsEmpty: false }
        || (traits & (RequestTraits.Reasoning | RequestTraits.CachePoint | RequestTraits.ToolUse | RequestTraits.ToolResult | RequestTraits.AssistantLast)) != 0;

    /// <summary>Applies all rules.</summary>
    /// <param name="draft">The request.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: it cannot comply, or an opaque member is no JSON.</exception>
    public static void Apply(RequestDraft draft)
    {
        try
        {
            foreach (RequestRule rule in All)
            {
                rule.Apply(draft);
            }
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, "The request cannot be written as JSON: " + fault.Message, fault);
        }
    }
}
