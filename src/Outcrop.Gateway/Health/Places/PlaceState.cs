namespace Outcrop.Gateway.Health.Places;

/// <summary>What the control plane says of an account and region.</summary>
internal enum PlaceState
{
    /// <summary>Nothing: nobody has asked, the policy forbids to ask, or the answer tells nothing.</summary>
    Unknown,

    /// <summary>It answers, and takes the credentials.</summary>
    Ok,

    /// <summary>It gives no answer.</summary>
    Unreachable,

    /// <summary>There are no credentials, or they are refused.</summary>
    Denied,
}
