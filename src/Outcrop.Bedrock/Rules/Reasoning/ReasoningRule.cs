using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Inference;

namespace Outcrop.Bedrock.Rules.Reasoning;

/// <summary>
/// Writes how much to think in the model's own field, as the model takes it (acceptance row 11): a budget where it takes budgets, an effort where it takes efforts, one for the other where it refuses what was asked. A field that
/// the caller wrote himself stays, and is mended where the model would refuse it.
/// </summary>
internal sealed class ReasoningRule : RequestRule
{
    private const string Asked = "reasoning";

    /// <inheritdoc/>
    public override string Name => "reasoning";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        ModelReasoningRules rules = draft.Rules.Reasoning;
        bool own = rules.Place is { } place && draft.Field(place) is not null;
        if (draft.Request.Reasoning is { } asked)
        {
            draft.Edit().Reasoning = null;
            if (own)
            {
                draft.Drop(Asked, $"{RequestDraft.FieldPath(rules.Place!)} says it already");
            }
            else
            {
                Place(draft, rules, asked);
            }
        }

        if (own && rules.Shape == ModelReasoningShape.Thinking)
        {
            ThinkingField.Mend(draft, rules);
        }
        else if (own)
        {
            draft.Reasons = true;
        }

        draft.Reasons |= !own && rules.OnByDefault == true && !draft.Answer.ReasoningOff;
    }

    private static void Place(RequestDraft draft, ModelReasoningRules rules, ReasoningConfiguration asked)
    {
        if (rules.Supported == false || (rules.Supported is null && draft.Model is { Reasoning: false }))
        {
            if (asked.Mode != ReasoningMode.Disabled)
            {
                draft.Drop(Asked, "the model does not reason");
            }
            else
            {
                draft.Adjust(Asked, "left out: the model does not reason anyway");
            }

            return;
        }

        if (asked.Mode == ReasoningMode.Disabled)
        {
            SwitchOff(draft, rules);
            return;
        }

        if (asked.Display is not null && rules.Shape != ModelReasoningShape.Thinking)
        {
            draft.Drop("reasoning.display", "the model has no word for it");
        }

        switch (rules.Shape)
        {
            case ModelReasoningShape.Thinking when rules.Place is not null:
                ThinkingField.Write(draft, rules, asked);
                break;
            case ModelReasoningShape.NovaConfig when rules.Place is not null:
                draft.SetField(rules.Place + "/type", VendorFields.String("enabled"));
                draft.SetField(rules.Place + "/maxReasoningEffort", VendorFields.String(EffortOf(draft, rules, asked)));
                draft.Reasons = true;
                break;
            case ModelReasoningShape.Effort when rules.Place is not null:
                draft.SetField(rules.Place, VendorFields.String(EffortOf(draft, rules, asked)));
                draft.Reasons = true;
                break;
            case ModelReasoningShape.EffortObject when rules.Place is not null:
                draft.SetField(rules.Place + "/effort", VendorFields.String(EffortOf(draft, rules, asked)));
                draft.Reasons = true;
                break;
            case ModelReasoningShape.None:
                draft.Drop(Asked, "how much the model reasons cannot be said");
                break;
            case ModelReasoningShape.Unknown or ModelReasoningShape.Thinking or ModelReasoningShape.NovaConfig or ModelReasoningShape.Effort or ModelReasoningShape.EffortObject:
                draft.Drop(Asked, "the catalogue does not know how the model is told; its own field in additionalModelRequestFields says it");
                break;
            default:
                throw new InvalidOperationException($"A shape of reasoning {rules.Shape} cannot be written.");
        }
    }

    /// <summary>A word for what was asked, the nearest that the model has.</summary>
    private static string EffortOf(RequestDraft draft, ModelReasoningRules rules, ReasoningConfiguration asked)
    {
        string wanted = asked.Effort ?? (asked.BudgetTokens is { } budget ? ReasoningEfforts.Effort(budget) : "medium");
        string effort = ReasoningEfforts.Nearest(wanted, rules.Efforts);
        if (asked.BudgetTokens is not null && asked.Effort is null)
        {
            draft.Adjust("reasoning.budgetTokens", $"effort {effort}: the model takes no budget");
        }
        else if (effort != wanted)
        {
            draft.Adjust("reasoning.effort", effort);
        }

        draft.Effort = effort;
        return effort;
    }

    private static void SwitchOff(RequestDraft draft, ModelReasoningRules rules)
    {
        if (!rules.CanBeOff || rules.Refused.Contains("disabled"))
        {
            draft.Drop(Asked, "the model's reasoning cannot be switched off");
            return;
        }

        draft.Answer.ReasoningOff = true;
        if (rules is { Place: { } place, OnByDefault: not false, Shape: ModelReasoningShape.Thinking or ModelReasoningShape.NovaConfig })
        {
            draft.SetField(place + "/type", VendorFields.String("disabled"));
        }
        else if (rules is { Place: { } effort, Shape: ModelReasoningShape.Effort } && rules.Efforts?.Contains("none") == true)
        {
            draft.SetField(effort, VendorFields.String("none"));
        }
        else if (rules is { Place: { } parent, Shape: ModelReasoningShape.EffortObject } && rules.Efforts?.Contains("none") == true)
        {
            draft.SetField(parent + "/effort", VendorFields.String("none"));
        }
        else if (rules.OnByDefault == false)
        {
            draft.Adjust(Asked, "left out: the model does not reason unless asked");
        }
        else
        {
            draft.Answer.ReasoningOff = false;
            draft.Drop(Asked, "the catalogue does not know how the model's reasoning is switched off");
        }
    }
}
