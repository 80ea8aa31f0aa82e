namespace Outcrop.Bedrock.Errors;

/// <summary>How a failure is met.</summary>
internal enum RetryClass
{
    /// <summary>Not at all: sending it again changes nothing, or may be billed twice.</summary>
    None,

    /// <summary>After a short wait.</summary>
    Transient,

    /// <summary>After a short wait, but only once.</summary>
    TransientOnce,

    /// <summary>After a long wait.</summary>
    Throttle,

    /// <summary>Once, with fresh credentials or a corrected clock.</summary>
    Credentials,
}
