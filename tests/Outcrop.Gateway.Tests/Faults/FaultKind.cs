namespace Outcrop.Gateway.Tests.Faults;

/// <summary>What a caller is told, whichever dialect says it: the rows of the error map that the matrix needs.</summary>
public enum FaultKind
{
    Throttled,

    /// <summary>Every one of several targets is throttled.</summary>
    ThrottledEverywhere,

    /// <summary>Nothing can be reached, or AWS says 503.</summary>
    Unavailable,

    /// <summary>AWS says 500, which its own dialect tells from 503.</summary>
    ServiceFailed,

    /// <summary>A time-out of the model's own, or of ours.</summary>
    Timeout,

    /// <summary>The model failed at a whole answer.</summary>
    ModelFailed,

    /// <summary>The model failed within its stream.</summary>
    ModelStreamFailed,

    /// <summary>An exception of a name that nobody knows.</summary>
    Unknown,

    /// <summary>The answer cannot be read to its end.</summary>
    Broken,

    Invalid,
    Credentials,
    InvalidKey,
    TooLarge,
    RequestTimeout,

    /// <summary>The gateway has been told to stop.</summary>
    ShuttingDown,
}
