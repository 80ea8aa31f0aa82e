namespace Outcrop.Wire.EventStream;

/// <summary>The ten value types of a header in <c>application/vnd.amazon.eventstream</c>; the numbers are the wire's own.</summary>
public enum EventStreamHeaderType : byte
{
    /// <summary>The Boolean <c>true</c>; no value bytes follow.</summary>
    True = 0,

    /// <summary>The Boolean <c>false</c>; no value bytes follow.</summary>
    False = 1,

    /// <summary>A signed 8-bit integer.</summary>
    Int8 = 2,

    /// <summary>A signed 16-bit integer, big endian.</summary>
    Int16 = 3,

    /// <summary>A signed 32-bit integer, big endian.</summary>
    Int32 = 4,

    /// <summary>A signed 64-bit integer, big endian.</summary>
    Int64 = 5,

    /// <summary>Bytes with a 16-bit length in front.</summary>
    Bytes = 6,

    /// <summary>UTF-8 text with a 16-bit length in front.</summary>
    String = 7,

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z as a signed 64-bit integer.</summary>
    Timestamp = 8,

    /// <summary>A UUID, 16 bytes in network order.</summary>
    Uuid = 9,
}
