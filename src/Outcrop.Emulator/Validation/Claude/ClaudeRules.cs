using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>
/// What Claude refuses, whatever API asks it: one rule a file, in the order in which they are tried. Converse puts
/// <see cref="Refusal.ModelErrors"/> before the text. Source: https://docs.claude.com/en/api/errors and recorded or reported refusals.
/// </summary>
internal static class ClaudeRules
{
    private static readonly Func<ClaudeRequest, ModelLine, string?>[] All =
    [
        SamplingRule.Check,
        ThinkingRule.Check,
        ToolNamesRule.Check,
        ImageRule.Check,
        MediaCountRule.Check,
        CacheControlRule.Check,
        ToolUseRule.Check,
        SignatureRule.Check,
        PrefillRule.Check,
    ];

    /// <param name="request">The request.</param>
    /// <param name="model">The model.</param>
    /// <param name="prefix">What stands before the text.</param>
    /// <exception cref="AwsErrorException">A rule refuses the request.</exception>
    public static void Check(ClaudeRequest request, ResolvedModel model, string prefix = "")
    {
        foreach (Func<ClaudeRequest, ModelLine, string?> rule in All)
        {
            if (rule(request, model.Line) is { } text)
            {
                throw Refusal.Of(prefix + text);
            }
        }
    }
}
