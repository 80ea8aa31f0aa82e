using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Quotas;

/// <summary>How many tokens of its quota an output token costs. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html, read November 2026.</summary>
internal static partial class OutputBurndown
{
    public static double Of(string baseModelId) => ClaudeSince37().IsMatch(baseModelId) ? 5 : 1;

    /// <summary><c>claude-3-7-…</c> and all whose name comes before their number: <c>claude-sonnet-4-…</c>.</summary>
    [GeneratedRegex(@"^anthropic\.claude-(3-[7-9]|[4-9]|[a-z]+-\d)", RegexOptions.CultureInvariant)]
    private static partial Regex ClaudeSince37();
}
