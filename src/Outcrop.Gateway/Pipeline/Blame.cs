namespace Outcrop.Gateway.Pipeline;

/// <summary>Whose fault a failure is. Only the upstream's count against a model's health.</summary>
internal enum Blame
{
    /// <summary>The caller's.</summary>
    Client,

    /// <summary>The gateway's, or its operator's.</summary>
    Gateway,

    /// <summary>Bedrock's, or the way there.</summary>
    Upstream,
}
