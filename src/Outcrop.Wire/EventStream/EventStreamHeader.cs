using System.Buffers.Binary;
using System.Text;

namespace Outcrop.Wire.EventStream;

/// <summary>One header of a frame: a view over the frame's own memory.</summary>
public readonly ref struct EventStreamHeader
{
    internal EventStreamHeader(ReadOnlySpan<byte> name, EventStreamHeaderType type, ReadOnlySpan<byte> value)
    {
        Name = name;
        Type = type;
        Value = value;
    }

    /// <summary>The name, UTF-8, 1 to 255 bytes.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The type of the value.</summary>
    public EventStreamHeaderType Type { get; }

    /// <summary>The value's bytes without their length prefix; empty for Booleans.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The name as a string.</summary>
    public string GetName() => Encoding.UTF8.GetString(Name);

    /// <summary>The value of a <see cref="EventStreamHeaderType.String"/> header.</summary>
    public string GetString() => Encoding.UTF8.GetString(Expect(EventStreamHeaderType.String));

    /// <summary>The value of a Boolean header.</summary>
    public bool GetBoolean() => Type switch
    {
        EventStreamHeaderType.True => true,
        EventStreamHeaderType.False => false,
        _ => throw WrongType(EventStreamHeaderType.True),
    };

    /// <summary>The value of any of the four integer headers.</summary>
    public long GetInteger() => Type switch
    {
        EventStreamHeaderType.Int8 => (sbyte)Value[0],
        EventStreamHeaderType.Int16 => BinaryPrimitives.ReadInt16BigEndian(Value),
        EventStreamHeaderType.Int32 => BinaryPrimitives.ReadInt32BigEndian(Value),
        EventStreamHeaderType.Int64 => BinaryPrimitives.ReadInt64BigEndian(Value),
        _ => throw WrongType(EventStreamHeaderType.Int64),
    };

    /// <summary>The value of a <see cref="EventStreamHeaderType.Timestamp"/> header as milliseconds since 1970. Raw, since the wire's range exceeds <see cref="DateTimeOffset"/>.</summary>
    public long GetTimestampMilliseconds() => BinaryPrimitives.ReadInt64BigEndian(Expect(EventStreamHeaderType.Timestamp));

    /// <summary>The value of a <see cref="EventStreamHeaderType.Uuid"/> header.</summary>
    public Guid GetGuid() => new(Expect(EventStreamHeaderType.Uuid), bigEndian: true);

    private ReadOnlySpan<byte> Expect(EventStreamHeaderType type) => Type == type ? Value : throw WrongType(type);

    private InvalidOperationException WrongType(EventStreamHeaderType wanted) =>
        new($"The header '{GetName()}' is of type {Type}, not {wanted}.");
}
