using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Rules;

/// <summary>What became of a request on its way out. Not thread-safe while it is filled.</summary>
internal sealed class RequestReport
{
    /// <summary>Parts that were left out.</summary>
    public List<DroppedParameter> Dropped { get; } = [];

    /// <summary>Parts that were changed or added.</summary>
    public List<AdjustedParameter> Adjusted { get; } = [];

    /// <summary>What was a default and no wish has not been dropped: nobody misses it.</summary>
    /// <param name="defaults">The paths of the defaults.</param>
    public void ForgiveDefaults(IReadOnlyCollection<string> defaults)
    {
        if (defaults.Count == 0)
        {
            return;
        }

        for (int i = Dropped.Count - 1; i >= 0; i--)
        {
            if (defaults.Contains(Dropped[i].Name))
            {
                Adjusted.Add(new AdjustedParameter(Dropped[i].Name, "a default, left out: " + Dropped[i].Reason));
                Dropped.RemoveAt(i);
            }
        }
    }
}
