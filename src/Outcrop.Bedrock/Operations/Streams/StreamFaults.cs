using Outcrop.Bedrock.Errors;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>The ways a stream breaks, as errors that say whether anything had been shown.</summary>
internal static class StreamFaults
{
    /// <summary>The bytes are no valid event stream.</summary>
    public static BedrockException Corrupt(EventStreamException fault, string? requestId, bool shown) =>
        new(fault.Fault == EventStreamFault.Truncated ? BedrockErrorKind.StreamTruncated : BedrockErrorKind.StreamCorrupted, fault.Message, fault)
        {
            StatusCode = 200,
            RequestId = requestId,
            IsRetryable = !shown,
            IsMidStream = shown,
        };

    /// <summary>The connection broke.</summary>
    public static BedrockException Broken(IOException fault, string? requestId, bool shown) =>
        new(BedrockErrorKind.StreamTruncated, "The connection broke before the model said that it had finished.", fault)
        {
            StatusCode = 200,
            RequestId = requestId,
            IsRetryable = !shown,
            IsMidStream = shown,
        };

    /// <summary>The stream ended at a frame's border, but the model never said it had stopped.</summary>
    public static BedrockException Unfinished(string? requestId, bool shown) =>
        new(BedrockErrorKind.StreamTruncated, "The stream ended before the model said that it had finished.")
        {
            StatusCode = 200,
            RequestId = requestId,
            IsRetryable = !shown,
            IsMidStream = shown,
        };
}
