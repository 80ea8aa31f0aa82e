using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Rules;

/// <summary>What became of a request on its way out. Not thread-safe while it is filled.</summary>
internal sealed class RequestReport
{
    /// <summary>Parts that were left out.</summary>
    public List<DroppedParameter> Dropped { get; } = [];

    /// <summary>Parts that were changed or added.</summary>
    public List<AdjustedParameter> Adjusted { get; } = [];
}
