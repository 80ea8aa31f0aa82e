namespace Outcrop.Gateway.Upstream;

/// <summary>What a failure means for the choice of targets.</summary>
internal enum FaultClass
{
    /// <summary>AWS's quota for this target is used up for the moment.</summary>
    Throttle,

    /// <summary>A quota that no waiting mends.</summary>
    Quota,

    /// <summary>The service failed.</summary>
    Transient,

    /// <summary>The service could not be reached, or said nothing in time.</summary>
    Transport,

    /// <summary>The model ran out of its own time, and may be billed.</summary>
    ModelTimeout,

    /// <summary>The model failed at this request.</summary>
    ModelError,

    /// <summary>Our credentials or settings for this target are no good.</summary>
    Credential,

    /// <summary>The account may not use the model, or has none of that name.</summary>
    Access,

    /// <summary>The request is refused as wrong, and would be anywhere.</summary>
    Permanent,

    /// <summary>The request's whole time is over.</summary>
    OutOfTime,

    /// <summary>Content had been shown.</summary>
    MidStream,
}
