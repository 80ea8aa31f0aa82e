namespace Outcrop.Bedrock.Rules.Reasoning;

/// <summary>Words of effort and budgets of tokens, each in terms of the other.</summary>
internal static class ReasoningEfforts
{
    private static readonly string[] s_ranks = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    /// <summary>The nearest effort that a model takes, the weaker of two; the given one when the model's are unknown or it is none of the known words.</summary>
    /// <param name="effort">The effort asked for.</param>
    /// <param name="taken">Those that the model takes.</param>
    public static string Nearest(string effort, IReadOnlyList<string>? taken)
    {
        int rank = Array.IndexOf(s_ranks, effort);
        if (taken is null or { Count: 0 } || rank < 0 || taken.Contains(effort))
        {
            return effort;
        }

        string nearest = effort;
        int distance = int.MaxValue;
        foreach (string candidate in taken)
        {
            int other = Array.IndexOf(s_ranks, candidate);
            if (other >= 0 && Math.Abs(other - rank) < distance)
            {
                distance = Math.Abs(other - rank);
                nearest = candidate;
            }
        }

        return nearest;
    }

    /// <summary>The budget that a word stands for, in tokens; <see langword="null"/> for no word, and for one that is not known.</summary>
    public static int? Budget(string? effort) => effort switch
    {
        "minimal" => 1024,
        "low" => 2048,
        "medium" => 8192,
        "high" => 16384,
        "xhigh" or "max" => 32000,
        _ => null,
    };

    /// <summary>The word that stands for a budget.</summary>
    public static string Effort(int budget) => budget < 4096 ? "low" : budget < 16384 ? "medium" : "high";
}
