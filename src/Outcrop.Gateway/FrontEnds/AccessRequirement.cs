namespace Outcrop.Gateway.FrontEnds;

/// <summary>What an endpoint asks of its caller; every endpoint carries one as metadata, and one without is not served.</summary>
internal enum AccessRequirement
{
    /// <summary>A valid API key.</summary>
    ApiKey,

    /// <summary>Nothing: liveness and readiness.</summary>
    Open,

    /// <summary>Nothing; whoever shows a key must show a valid one, and is told more.</summary>
    OptionalKey,
}
