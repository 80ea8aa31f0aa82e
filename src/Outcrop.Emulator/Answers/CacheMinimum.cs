using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Answers;

/// <summary>The shortest prefix that a model caches. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html, read November 2026.</summary>
internal static partial class CacheMinimum
{
    private const int Usual = 1024;

    public static int Of(string baseId) =>
        baseId.StartsWith("amazon.nova", StringComparison.Ordinal) ? 1000
        : LargePattern().IsMatch(baseId) ? 4096
        : baseId.Contains("claude-3-5-haiku", StringComparison.Ordinal) ? 2048
        : Usual;

    [GeneratedRegex(@"claude-(haiku-(4-5|[5-9])|opus-(4-[5-9]|[5-9]))", RegexOptions.CultureInvariant)]
    private static partial Regex LargePattern();
}
