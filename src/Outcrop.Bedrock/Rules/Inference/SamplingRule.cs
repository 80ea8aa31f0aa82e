using System.Globalization;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Inference;

/// <summary>
/// Newer models refuse <c>temperature</c> together with <c>top_p</c>, which the origin always sent (acceptance row 10), the newest refuse both (row 11), and most refuse them while they reason. What a model refuses is left out,
/// what is out of its range is brought into it.
/// </summary>
internal sealed class SamplingRule : RequestRule
{
    private const string TemperatureField = "/temperature";
    private const string TopPField = "/top_p";

    /// <inheritdoc/>
    public override string Name => "sampling";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (draft.Request.InferenceConfig is null or { Temperature: null, TopP: null } && draft.Request.AdditionalModelRequestFields is not { IsEmpty: false })
        {
            return;
        }

        ModelParameterRules rules = draft.Rules;
        ModelReasoningSamplingRules? reasoning = WhileReasoning(draft);
        string refused = rules.Sampling ? "the model does not take it while it reasons" : "the model no longer takes sampling parameters";
        bool one = draft.Request.InferenceConfig?.Temperature == 1;
        if (!rules.Sampling || (reasoning is { Temperature: false } && !one))
        {
            DropTemperature(draft, refused);
        }

        if (!rules.Sampling || reasoning is { TopPTaken: false })
        {
            DropTopP(draft, refused);
        }

        if (!rules.TemperatureWithTopP && HasTemperature(draft))
        {
            DropTopP(draft, "the model takes temperature or top_p, not both");
        }

        Fit(draft, reasoning?.TopP ?? rules.TopP);
    }

    /// <summary>The rules for sampling under the reasoning that the request asks for; <see langword="null"/> when none apply.</summary>
    /// <param name="draft">The request; what reasons is known already.</param>
    public static ModelReasoningSamplingRules? WhileReasoning(RequestDraft draft) =>
        draft.Reasons && draft.Rules.SamplingWhileReasoning is { } rules && (rules.OnlyAtEffort is null || rules.OnlyAtEffort == draft.Effort) ? rules : null;

    private static bool HasTemperature(RequestDraft draft) => draft.Request.InferenceConfig?.Temperature is not null || draft.Field(TemperatureField) is not null;

    private static void DropTemperature(RequestDraft draft, string reason)
    {
        if (draft.Request.InferenceConfig is { Temperature: not null } inference)
        {
            draft.Drop("inferenceConfig.temperature", reason);
            draft.Edit().InferenceConfig = inference with { Temperature = null };
        }

        DropField(draft, TemperatureField, reason);
    }

    private static void DropTopP(RequestDraft draft, string reason)
    {
        if (draft.Request.InferenceConfig is { TopP: not null } inference)
        {
            draft.Drop("inferenceConfig.topP", reason);
            draft.Edit().InferenceConfig = inference with { TopP = null };
        }

        DropField(draft, TopPField, reason);
    }

    private static void DropField(RequestDraft draft, string pointer, string reason)
    {
        if (draft.Field(pointer) is not null)
        {
            draft.Drop(RequestDraft.FieldPath(pointer), reason);
            draft.RemoveField(pointer);
        }
    }

    private static void Fit(RequestDraft draft, ModelNumberRange? topPRange)
    {
        if (draft.Request.InferenceConfig is not { } inference)
        {
            return;
        }

        double? temperature = Fit(draft, "inferenceConfig.temperature", inference.Temperature, draft.Rules.Temperature);
        double? topP = Fit(draft, "inferenceConfig.topP", inference.TopP, topPRange);
        if (temperature != inference.Temperature || topP != inference.TopP)
        {
            draft.Edit().InferenceConfig = inference with { Temperature = temperature, TopP = topP };
        }
    }

    private static double? Fit(RequestDraft draft, string name, double? value, ModelNumberRange? range)
    {
        if (value is not { } given || range is null || range.Contains(given))
        {
            return value;
        }

        double fit = given < range.Minimum ? range.Minimum.Value : range.Maximum!.Value;
        draft.Adjust(name, string.Create(CultureInfo.InvariantCulture, $"{fit}, the nearest that the model takes"));
        return fit;
    }
}
