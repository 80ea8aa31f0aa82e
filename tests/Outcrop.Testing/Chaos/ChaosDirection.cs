namespace Outcrop.Testing.Chaos;

/// <summary>Which way bytes go.</summary>
public enum ChaosDirection
{
    /// <summary>From the server to the client.</summary>
    Downstream,

    /// <summary>From the client to the server.</summary>
    Upstream,
}
