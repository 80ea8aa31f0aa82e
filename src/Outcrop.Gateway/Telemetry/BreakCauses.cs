using Outcrop.Bedrock.Errors;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Gateway.Telemetry;

/// <summary>Why streams break, as failures tell: pure functions.</summary>
internal static class BreakCauses
{
    private const int Accepted = 200;

    /// <summary>The cause of a break.</summary>
    /// <param name="fault">The failure.</param>
    public static BreakCause Of(BedrockException fault)
    {
        // No default arm: a new kind must not compile until it has its meaning here.
#pragma warning disable CS8524
        return fault.Kind switch
        {
            BedrockErrorKind.Throttling or BedrockErrorKind.ServiceQuotaExceeded => BreakCause.Throttled,
            BedrockErrorKind.ModelError or BedrockErrorKind.ModelStreamError => BreakCause.Model,
            BedrockErrorKind.ModelTimeout => BreakCause.Timeout,
            BedrockErrorKind.Timeout => fault.TimedOutAt == TimeoutStage.Idle ? BreakCause.Idle : BreakCause.Timeout,
            BedrockErrorKind.InternalServer or BedrockErrorKind.ServiceUnavailable or BedrockErrorKind.ModelNotReady => BreakCause.Service,
            BedrockErrorKind.Validation or BedrockErrorKind.Conflict or BedrockErrorKind.ResourceNotFound or BedrockErrorKind.RequestTooLarge => BreakCause.Refused,
            BedrockErrorKind.AccessDenied or BedrockErrorKind.Credentials or BedrockErrorKind.ExpiredToken or BedrockErrorKind.Configuration => BreakCause.Credentials,
            BedrockErrorKind.Transport => BreakCause.Reset,
            BedrockErrorKind.StreamTruncated => OfTruncated(fault.InnerException),
            BedrockErrorKind.StreamCorrupted => OfCorrupted(fault.InnerException),
            BedrockErrorKind.UnexpectedResponse => BreakCause.Malformed,
            BedrockErrorKind.Unknown => BreakCause.Unknown,
        };
#pragma warning restore CS8524
    }

    /// <summary>Whether a failure came after Bedrock had accepted the request and begun to answer.</summary>
    /// <param name="fault">The failure of a request for a stream.</param>
    public static bool IsOfStream(BedrockException fault) =>
        fault.IsMidStream
        || fault.StatusCode == Accepted
        || fault.Kind is BedrockErrorKind.StreamTruncated or BedrockErrorKind.StreamCorrupted
        || fault.TimedOutAt is TimeoutStage.FirstContent or TimeoutStage.Idle;

    private static BreakCause OfTruncated(Exception? inner) => inner switch
    {
        null => BreakCause.NoStop,
        EventStreamException => BreakCause.Truncated,
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => BreakCause.Truncated,
        _ => BreakCause.Reset,
    };

    private static BreakCause OfCorrupted(Exception? inner) => inner switch
    {
        EventStreamException { Fault: EventStreamFault.PreludeChecksum or EventStreamFault.MessageChecksum } => BreakCause.Crc,
        EventStreamException { Fault: EventStreamFault.HeadersLength or EventStreamFault.FrameLength } => BreakCause.FrameLimit,
        BodyTooLargeException => BreakCause.FrameLimit,
        _ => BreakCause.Malformed,
    };
}
