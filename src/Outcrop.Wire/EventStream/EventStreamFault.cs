namespace Outcrop.Wire.EventStream;

/// <summary>Why an event stream cannot be read any further.</summary>
public enum EventStreamFault
{
    /// <summary>The first twelve bytes do not match their CRC.</summary>
    PreludeChecksum,

    /// <summary>The frame does not match its CRC.</summary>
    MessageChecksum,

    /// <summary>The headers are longer than <see cref="EventStreamLimits.MaxHeadersLength"/>, or than the frame.</summary>
    HeadersLength,

    /// <summary>The payload is longer than <see cref="EventStreamLimits.MaxPayloadLength"/>, or the frame is shorter than its own overhead.</summary>
    FrameLength,

    /// <summary>A header has an unknown type, no name, a name twice, text that is not UTF-8, or runs past its end.</summary>
    MalformedHeader,

    /// <summary>The bytes ended inside a frame.</summary>
    Truncated,
}
