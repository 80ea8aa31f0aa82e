using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Inference;

namespace Outcrop.Bedrock.Rules.Reasoning;

/// <summary>The object <c>{"type": "enabled", "budget_tokens": n}</c> or <c>{"type": "adaptive"}</c>: written for a caller who asked neutrally, mended for one who wrote it himself.</summary>
internal static class ThinkingField
{
    private const int LeastBudget = 1024;

    /// <summary>Writes the field.</summary>
    /// <param name="draft">The request.</param>
    /// <param name="rules">What the model takes; its place is known.</param>
    /// <param name="asked">What is asked for; not that it be off.</param>
    public static void Write(RequestDraft draft, ModelReasoningRules rules, ReasoningConfiguration asked)
    {
        bool adaptive = asked.Mode == ReasoningMode.Adaptive;
        string kind = adaptive ? "adaptive" : "enabled";
        if (!Takes(rules, kind))
        {
            string other = adaptive ? "enabled" : "adaptive";
            if (!Takes(rules, other))
            {
                draft.Drop("reasoning", $"the model refuses thinking of the kind {kind}");
                return;
            }

            draft.Adjust("reasoning", $"{other}: the model refuses the kind {kind}");
            adaptive = !adaptive;
        }

        string place = rules.Place!;
        if (!adaptive)
        {
            if (FitBudget(draft, rules, asked.BudgetTokens, asked.Effort, "reasoning.budgetTokens") is not { } budget)
            {
                draft.Drop("reasoning", "the limit of output tokens leaves no room for the model's least budget");
                return;
            }

            draft.SetField(place + "/type", VendorFields.String("enabled"));
            draft.SetField(place + "/budget_tokens", VendorFields.Number(budget));
            TellEffort(draft, rules, asked, budget);
        }
        else
        {
            draft.SetField(place + "/type", VendorFields.String("adaptive"));
        }

        draft.Reasons = true;
        if (asked.Display is { } display)
        {
            draft.SetField(place + "/display", VendorFields.String(display));
        }

        string? effort = asked.Effort ?? (adaptive && asked.BudgetTokens is { } tokens ? ReasoningEfforts.Effort(tokens) : null);
        if (effort is not null)
        {
            WriteEffort(draft, rules, effort, adaptive);
        }
    }

    /// <summary>Mends the caller's own field.</summary>
    /// <param name="draft">The request.</param>
    /// <param name="rules">What the model takes; the request holds its place.</param>
    public static void Mend(RequestDraft draft, ModelReasoningRules rules)
    {
        string place = rules.Place!;
        string path = RequestDraft.FieldPath(place);
        string? kind = Text(draft.Field(place + "/type"));
        draft.Reasons = kind is not null and not "disabled";
        if (kind is null || (kind == "disabled" && rules.CanBeOff && !rules.Refused.Contains(kind)))
        {
            return;
        }

        int? budget = Number(draft.Field(place + "/budget_tokens"));
        if (kind == "disabled")
        {
            draft.RemoveField(place);
            draft.Drop(path, "the model's reasoning cannot be switched off");
            draft.Reasons = true;
        }
        else if (kind == "enabled" && Takes(rules, kind))
        {
            if (FitBudget(draft, rules, budget, null, path + ".budget_tokens") is { } fit)
            {
                if (fit != budget)
                {
                    draft.SetField(place + "/budget_tokens", VendorFields.Number(fit));
                }
            }
            else
            {
                draft.RemoveField(place);
                draft.Drop(path, "the limit of output tokens leaves no room for the model's least budget");
                draft.Reasons = false;
            }
        }
        else if (kind == "enabled" && Takes(rules, "adaptive"))
        {
            draft.SetField(place + "/type", VendorFields.String("adaptive"));
            draft.RemoveField(place + "/budget_tokens");
            draft.Adjust(path, "adaptive: the model refuses the kind enabled");
            if (budget is { } tokens)
            {
                WriteEffort(draft, rules, ReasoningEfforts.Effort(tokens), adaptive: true);
            }
        }
        else if (kind == "adaptive" && !Takes(rules, kind) && Takes(rules, "enabled") && FitBudget(draft, rules, null, "medium", path) is { } given)
        {
            draft.SetField(place + "/type", VendorFields.String("enabled"));
            draft.SetField(place + "/budget_tokens", VendorFields.Number(given));
            draft.Adjust(path, "enabled: the model refuses the kind adaptive");
        }
        else if (!Takes(rules, kind))
        {
            draft.RemoveField(place);
            draft.Drop(path, $"the model refuses thinking of the kind {kind}");
            draft.Reasons = false;
        }
    }

    private static bool Takes(ModelReasoningRules rules, string kind) => !rules.Refused.Contains(kind) && rules.Kinds?.Contains(kind) != false;

    /// <summary>A budget that is not below the model's least and leaves room for an answer; <see langword="null"/> when there is none.</summary>
    private static int? FitBudget(RequestDraft draft, ModelReasoningRules rules, int? asked, string? effort, string path)
    {
        int least = rules.MinimumBudget ?? LeastBudget;
        int wanted = Math.Max(asked ?? ReasoningEfforts.Budget(effort) ?? least, least);

        // A caller who is silent about the limit is given one above the budget; the model's own maximum stands in any case.
        int limit = Math.Min(MaxTokensRule.Given(draft) ?? int.MaxValue, draft.MaxOutput ?? int.MaxValue);
        if (asked is null && limit < int.MaxValue)
        {
            wanted = Math.Min(wanted, Math.Max(least, limit / 2));
        }

        int fit = Math.Min(wanted, limit - 1);
        if (fit < least)
        {
            return null;
        }

        if (asked is not null && fit != asked)
        {
            draft.Adjust(path, fit > asked ? $"{fit}: the model's least" : $"{fit}: it must be below the limit of output tokens");
        }

        draft.ReasoningBudget = fit;
        return fit;
    }

    /// <summary>A model that takes a budget only: the word became it, or lost to the budget that the caller gave as well.</summary>
    private static void TellEffort(RequestDraft draft, ModelReasoningRules rules, ReasoningConfiguration asked, int budget)
    {
        if (asked.Effort is null || TakesEffort(rules))
        {
            return;
        }

        if (asked.BudgetTokens is null)
        {
            draft.Adjust("reasoning.effort", string.Create(CultureInfo.InvariantCulture, $"a budget of {budget} tokens: the model takes no effort"));
        }
        else
        {
            draft.Drop("reasoning.effort", "the model takes a budget, which is set");
        }
    }

    private static bool TakesEffort(ModelReasoningRules rules) => rules.EffortPlace is not null && Takes(rules, "effort");

    private static void WriteEffort(RequestDraft draft, ModelReasoningRules rules, string wanted, bool adaptive)
    {
        if (rules.EffortPlace is not { } place || !Takes(rules, "effort"))
        {
            // Behind a budget the word has been told already.
            if (adaptive)
            {
                draft.Drop("reasoning.effort", "the model has no place for it");
            }

            return;
        }

        if (draft.Field(place) is not null)
        {
            draft.Drop("reasoning.effort", $"{RequestDraft.FieldPath(place)} says it already");
            return;
        }

        string effort = ReasoningEfforts.Nearest(wanted, rules.Efforts);
        if (effort != wanted)
        {
            draft.Adjust("reasoning.effort", effort);
        }

        draft.Effort = effort;
        draft.SetField(place, VendorFields.String(effort));
        if (rules.EffortBeta is { } flag)
        {
            BetaFlags.Add(draft, flag);
        }
    }

    private static string? Text(RawJson? value)
    {
        if (value is not { } raw)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(raw.Utf8);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
    }

    private static int? Number(RawJson? value)
    {
        if (value is not { } raw)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(raw.Utf8);
        return document.RootElement.ValueKind == JsonValueKind.Number && document.RootElement.TryGetInt32(out int number) ? number : null;
    }
}
