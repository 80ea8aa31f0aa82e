using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Rules.Inference;

/// <summary>Service tiers and the latency mode, for the models that have them, and how a guardrail takes a stream, for answers that are one.</summary>
internal sealed class ServiceRule : RequestRule
{
    /// <inheritdoc/>
    public override string Name => "service";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        ModelServiceRules rules = draft.Rules.Service;
        if (draft.Request.ServiceTier is { } tier && rules.Tiers is { } tiers && !tiers.Contains(tier))
        {
            if (tier == "default")
            {
                draft.Adjust("serviceTier", "left out: the model has no other");
            }
            else
            {
                draft.Drop("serviceTier", $"the model has no tier \"{tier}\"");
            }

            draft.Edit().ServiceTier = null;
        }

        if (draft.Request.PerformanceLatency == "optimized" && rules.LatencyOptimized == false)
        {
            draft.Drop("performanceConfig.latency", "the model has no optimized latency");
            draft.Edit().PerformanceLatency = null;
        }

        if (!draft.Stream && draft.Request.GuardrailConfig is { StreamProcessingMode: not null } guardrail)
        {
            draft.Adjust("guardrailConfig.streamProcessingMode", "left out: the answer comes whole");
            draft.Edit().GuardrailConfig = guardrail with { StreamProcessingMode = null };
        }
    }
}
