namespace Outcrop.Gateway.Ledger;

/// <summary>Where a settlement's tokens come from.</summary>
internal enum UsageSource
{
    /// <summary>Nobody knows of any: nothing was answered, or what answered counts no tokens.</summary>
    None,

    /// <summary>Bedrock counted them.</summary>
    Upstream,

    /// <summary>The answer ended before Bedrock had counted it: what it had told until then, and a guess of the rest by what was shown.</summary>
    Estimated,
}
