using System.Text.RegularExpressions;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Learning;

namespace Outcrop.Bedrock.Rules.Inference;

/// <summary>Stop sequences within the model's limits (acceptance row 26): how many, how long, of which characters.</summary>
internal sealed class StopSequenceRule : RequestRule
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public override string Name => "stop-sequences";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (draft.Request.InferenceConfig is not { StopSequences.Count: > 0 } inference)
        {
            return;
        }

        List<string>? kept = null;
        int count = 0;
        for (int i = 0; i < inference.StopSequences.Count; i++)
        {
            string sequence = inference.StopSequences[i];
            if (Refusal(sequence, count, draft.Rules.StopSequences) is { } reason)
            {
                kept ??= [.. inference.StopSequences.Take(i)];
                draft.Drop($"inferenceConfig.stopSequences[{i}]", reason);
                continue;
            }

            count++;
            kept?.Add(sequence);
        }

        if (kept is not null)
        {
            draft.Edit().InferenceConfig = inference with { StopSequences = kept };
        }
    }

    private static string? Refusal(string sequence, int kept, ModelStopSequenceRules rules) =>
        !rules.Taken ? "the model takes no stop sequences"
        : sequence.Length == 0 ? "it is empty"
        : !rules.Blank && string.IsNullOrWhiteSpace(sequence) ? "only white space"
        : sequence.Length > rules.MaximumLength ? $"longer than {rules.MaximumLength} characters"
        : rules.Pattern is { } pattern && !Regex.IsMatch(sequence, pattern, RegexOptions.CultureInvariant, s_patience) ? $"the model takes only what matches {pattern}"
        : kept >= rules.Maximum ? $"the model takes {rules.Maximum} at most"
        : null;
}
