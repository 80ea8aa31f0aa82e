namespace Outcrop.Gateway.Pipeline;

/// <summary>How an exchange ended. Each has exactly one.</summary>
internal enum ExchangeOutcome
{
    /// <summary>The model said that it had finished.</summary>
    Completed,

    /// <summary>The stream broke after the caller had seen content.</summary>
    Broken,

    /// <summary>The caller left.</summary>
    ClientCancelled,

    /// <summary>The caller stopped reading and was cut off.</summary>
    ClientStalled,

    /// <summary>Bedrock refused the request.</summary>
    RejectedUpstream,

    /// <summary>Bedrock failed, or the way there, before content.</summary>
    Unavailable,

    /// <summary>The gateway stopped before its end.</summary>
    Drained,

    /// <summary>The gateway itself failed.</summary>
    Faulted,
}
