namespace Outcrop.Bedrock.Families.Streaming;

/// <summary>Stop sequences within the families' limits.</summary>
internal static class StopSequences
{
    /// <summary>The sequences that are more than white space: models refuse the others with a 400.</summary>
    /// <param name="sequences">The request's.</param>
    /// <param name="dropped">Collects those left out.</param>
    public static IReadOnlyList<string> NotBlank(IReadOnlyList<string> sequences, ICollection<DroppedParameter> dropped) =>
        Keep(sequences, dropped, static sequence => !string.IsNullOrWhiteSpace(sequence), "only white space");

    /// <summary>The sequences a family takes.</summary>
    /// <param name="sequences">The request's.</param>
    /// <param name="dropped">Collects those left out.</param>
    /// <param name="takes">Whether the family takes one.</param>
    /// <param name="reason">Why it does not take the others.</param>
    public static IReadOnlyList<string> Keep(IReadOnlyList<string> sequences, ICollection<DroppedParameter> dropped, Func<string, bool> takes, string reason)
    {
        List<string>? kept = null;
        for (int i = 0; i < sequences.Count; i++)
        {
            if (takes(sequences[i]))
            {
                kept?.Add(sequences[i]);
                continue;
            }

            dropped.Add(new DroppedParameter($"inferenceConfig.stopSequences[{i}]", reason));
            kept ??= [.. sequences.Take(i)];
        }

        return kept ?? sequences;
    }

    /// <summary>Reports all of them, for a family whose body has no place for any.</summary>
    /// <param name="sequences">The request's.</param>
    /// <param name="dropped">Collects them.</param>
    public static void DropAll(IReadOnlyList<string>? sequences, ICollection<DroppedParameter> dropped)
    {
        if (sequences is { Count: > 0 })
        {
            dropped.Add(new DroppedParameter("inferenceConfig.stopSequences", "the family's body has no stop sequences"));
        }
    }
}
