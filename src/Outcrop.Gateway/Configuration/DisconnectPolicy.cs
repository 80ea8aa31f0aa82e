namespace Outcrop.Gateway.Configuration;

/// <summary>What becomes of the model's answer when its caller leaves.</summary>
public enum DisconnectPolicy
{
    /// <summary>It is read to its end, within bounds, for its exact usage.</summary>
    Drain,

    /// <summary>It is cancelled, and its usage estimated.</summary>
    Cancel,
}
