using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Rules.Inference;

/// <summary>
/// The limit of output tokens. Bedrock counts the model's whole maximum against the quota of a request that sets none, so one is set; above what the model puts out it would be refused, and below a budget of reasoning too.
/// </summary>
internal sealed class MaxTokensRule : RequestRule
{
    private const string Parameter = "inferenceConfig.maxTokens";
    private const int RoomForAnswer = 4096;
    private static readonly string[] s_fields = ["/max_tokens", "/max_completion_tokens", "/max_tokens_to_sample", "/max_gen_len", "/max_new_tokens", "/maxTokens", "/inferenceConfig/maxTokens", "/inferenceConfig/max_new_tokens", "/textGenerationConfig/maxTokenCount"];

    /// <inheritdoc/>
    public override string Name => "max-tokens";

    /// <summary>The limit that the caller set, also under a name of the model's own; <see langword="null"/> when he is silent.</summary>
    /// <param name="draft">The request.</param>
    public static int? Given(RequestDraft draft)
    {
        if (draft.Request.InferenceConfig?.MaxTokens is { } given)
        {
            return given;
        }

        if (draft.Request.AdditionalModelRequestFields is not { IsEmpty: false })
        {
            return null;
        }

        foreach (string pointer in s_fields)
        {
            if (draft.Field(pointer) is { } raw)
            {
                using JsonDocument document = JsonDocument.Parse(raw.Utf8);
                return document.RootElement.ValueKind == JsonValueKind.Number && document.RootElement.TryGetInt32(out int number) ? number : int.MaxValue;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (SamplingRule.WhileReasoning(draft) is { MaxTokens: false })
        {
            if (draft.Request.InferenceConfig is { MaxTokens: not null } refused)
            {
                draft.Drop(Parameter, "the model does not take it while it reasons");
                draft.Edit().InferenceConfig = refused with { MaxTokens = null };
            }

            return;
        }

        int? given = Given(draft);
        if (given is null)
        {
            SetDefault(draft);
            return;
        }

        if (draft.Request.InferenceConfig is not { MaxTokens: { } asked } inference)
        {
            return;
        }

        int most = draft.MaxOutput ?? int.MaxValue;
        int least = draft.Rules.MaxTokens.Minimum ?? 0;
        int fit = asked > most ? most : asked > 0 && asked < least ? least : asked;
        if (fit != asked)
        {
            draft.Adjust(Parameter, fit < asked ? $"{fit}, the most that the model puts out" : $"{fit}, the least that the model takes");
            draft.Edit().InferenceConfig = inference with { MaxTokens = fit };
        }
    }

    private static void SetDefault(RequestDraft draft)
    {
        ModelMaxTokensRules rules = draft.Rules.MaxTokens;

        // What an ARN stands for is not looked up for this alone, and without it any limit may be too much.
        int? limit = draft.ModelId.BaseModelId is null ? null : rules.Default ?? draft.DefaultMaxTokens ?? (draft.NeedsMaxTokens ? FamilyRequest.DefaultMaxTokens : null);
        if (draft.ReasoningBudget is { } budget)
        {
            limit = budget + (limit ?? RoomForAnswer);
        }

        if (limit is not { } wanted)
        {
            return;
        }

        int value = Math.Max(Math.Min(wanted, draft.MaxOutput ?? wanted), rules.Minimum ?? 1);
        draft.Adjust(Parameter, $"{value}: none was set");
        draft.Edit().InferenceConfig = (draft.Request.InferenceConfig ?? new InferenceConfiguration()) with { MaxTokens = value };
    }
}
