namespace Outcrop.Gateway.Telemetry;

/// <summary>Why a stream broke.</summary>
internal enum BreakCause
{
    /// <summary>Bedrock throttled amid the answer.</summary>
    Throttled,

    /// <summary>The model failed.</summary>
    Model,

    /// <summary>The model, or one of our timeouts before the first content, or the whole time, was over.</summary>
    Timeout,

    /// <summary>Nothing came for a while.</summary>
    Idle,

    /// <summary>The service failed.</summary>
    Service,

    /// <summary>Bedrock refused the request within the stream.</summary>
    Refused,

    /// <summary>Bedrock refused our credentials or settings within the stream.</summary>
    Credentials,

    /// <summary>A frame did not match its checksum.</summary>
    Crc,

    /// <summary>A frame or event was longer than may be.</summary>
    FrameLimit,

    /// <summary>What arrived whole could not be read.</summary>
    Malformed,

    /// <summary>The bytes ended within a frame or within the HTTP body.</summary>
    Truncated,

    /// <summary>The bytes ended properly before the model had stopped.</summary>
    NoStop,

    /// <summary>The connection broke.</summary>
    Reset,

    /// <summary>Bedrock reported what is not known here.</summary>
    Unknown,

    /// <summary>The gateway itself failed.</summary>
    Gateway,
}
