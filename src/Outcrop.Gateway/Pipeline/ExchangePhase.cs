namespace Outcrop.Gateway.Pipeline;

/// <summary>How far an exchange had come when it failed.</summary>
internal enum ExchangePhase
{
    /// <summary>Nothing went upstream.</summary>
    Request,

    /// <summary>Sent, and the caller has seen nothing: a real HTTP status is still possible.</summary>
    BeforeContent,

    /// <summary>The caller has seen content: only the dialect's own error mark is left.</summary>
    MidStream,
}
