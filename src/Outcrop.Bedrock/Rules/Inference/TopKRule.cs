using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Inference;

/// <summary>Converse has no <c>top_k</c>: it goes to the model's own place, where it has one and takes it.</summary>
internal sealed class TopKRule : RequestRule
{
    private const string Parameter = "inferenceConfig.topK";

    /// <inheritdoc/>
    public override string Name => "top-k";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        ModelTopKRules rules = draft.Rules.TopK;
        string? refused = !draft.Rules.Sampling ? "the model no longer takes sampling parameters"
            : rules.Taken == false ? "the model does not take it"
            : SamplingRule.WhileReasoning(draft) is { TopK: false } ? "the model does not take it while it reasons"
            : null;
        string? place = rules.Place ?? (refused is null ? null : "/top_k");
        if (refused is not null && draft.Field(place!) is not null)
        {
            draft.Drop(RequestDraft.FieldPath(place!), refused);
            draft.RemoveField(place!);
        }

        if (draft.Request.InferenceConfig is not { TopK: { } asked } inference)
        {
            return;
        }

        if (refused is null && rules.Place is null && !draft.IsConverse)
        {
            // The model's own body may have a place that the catalogue does not know.
            return;
        }

        draft.Edit().InferenceConfig = inference with { TopK = null };
        if (refused is not null || rules.Place is not { } target)
        {
            draft.Drop(Parameter, refused ?? "Converse has no place for it, and the catalogue knows none of the model's own");
        }
        else if (draft.Field(target) is not null)
        {
            draft.Drop(Parameter, $"{RequestDraft.FieldPath(target)} says it already");
        }
        else
        {
            int fit = Math.Min(asked, rules.Maximum ?? asked);
            if (fit != asked)
            {
                draft.Adjust(Parameter, $"{fit}, the most that the model takes");
            }

            draft.SetField(target, VendorFields.Number(fit));
        }
    }
}
