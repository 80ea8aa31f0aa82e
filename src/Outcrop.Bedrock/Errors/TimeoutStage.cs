namespace Outcrop.Bedrock.Errors;

/// <summary>Which of our own timeouts ended a request.</summary>
internal enum TimeoutStage
{
    /// <summary>There was no connection in time.</summary>
    Connect,

    /// <summary>The request could not be written in time.</summary>
    Send,

    /// <summary>No response came in time.</summary>
    FirstByte,

    /// <summary>A response came, and no content in time.</summary>
    FirstContent,

    /// <summary>The response stood still.</summary>
    Idle,

    /// <summary>The whole time was over.</summary>
    Total,
}
