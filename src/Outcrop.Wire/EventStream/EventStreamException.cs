namespace Outcrop.Wire.EventStream;

/// <summary>The bytes are no valid event stream. The decoder that threw it is poisoned: it never resynchronises, since whatever follows a fault cannot be trusted.</summary>
public sealed class EventStreamException : IOException
{
    /// <summary>Creates the exception for a fault.</summary>
    /// <param name="fault">What is wrong with the bytes.</param>
    /// <param name="message">A sentence for people; it holds no bytes of the stream.</param>
    public EventStreamException(EventStreamFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>What is wrong with the bytes.</summary>
    public EventStreamFault Fault { get; }
}
