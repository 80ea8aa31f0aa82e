namespace Outcrop.Wire.EventStream;

/// <summary>The sizes of <c>application/vnd.amazon.eventstream</c>, as botocore 1.43 enforces them. Bytes throughout.</summary>
public static class EventStreamLimits
{
    /// <summary>Prelude: total length, headers length, prelude CRC.</summary>
    public const int PreludeLength = 12;

    /// <summary>What a frame holds besides headers and payload: the prelude and the message CRC.</summary>
    public const int Overhead = 16;

    /// <summary>The most header bytes one frame may hold: 128 KiB.</summary>
    public const int MaxHeadersLength = 128 * 1024;

    /// <summary>The most payload bytes one frame may hold: 24 MiB.</summary>
    public const int MaxPayloadLength = 24 * 1024 * 1024;
}
