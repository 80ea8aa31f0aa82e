using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Writes the events of one answer in a dialect. Holds that answer's state; not thread-safe.</summary>
/// <param name="output">The answer.</param>
internal abstract class EventWriter(PipeWriter output)
{
    /// <summary>The answer's content type.</summary>
    public abstract string ContentType { get; }

    /// <summary>The answer.</summary>
    public PipeWriter Output { get; } = output;

    /// <summary>Sets the headers that a dialect takes from the stream itself; called once, before anything is written.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="stream">The stream.</param>
    public virtual void SetHeaders(IHeaderDictionary headers, ConverseEventStream stream)
    {
    }

    /// <summary>Writes what came with a read; a dialect that passes bytes on takes them from the stream instead of its events.</summary>
    /// <param name="stream">The stream.</param>
    public virtual void WriteRead(ConverseEventStream stream)
    {
        foreach (ref readonly ConverseEvent converseEvent in stream.Events)
        {
            Write(in converseEvent);
        }
    }

    /// <summary>Writes one event. Success may be marked only for a <see cref="ConverseEventKind.MessageStop"/>.</summary>
    /// <param name="converseEvent">The event.</param>
    public abstract void Write(in ConverseEvent converseEvent);

    /// <summary>Whether the dialect has a sign of life that its clients pass over.</summary>
    public virtual bool HasHeartbeat => false;

    /// <summary>Writes the sign of life.</summary>
    public virtual void WriteHeartbeat()
    {
    }

    /// <summary>The dialect's own name of a parameter that was left out, for <c>x-outcrop-dropped-params</c>.</summary>
    /// <param name="name">Its path in the Converse request.</param>
    public virtual string NameOf(string name) => name;

    /// <summary>Writes the dialect's mark for a proper end: the model has said that it had stopped, and the stream has ended.</summary>
    public virtual void WriteEnd()
    {
    }

    /// <summary>
    /// Whether every client of the dialect knows its mark for an answer that broke. The body then ends as bodies do: clients drop what they have not yet read of one that is cut, the mark with it.
    /// In other dialects only the cut says that something is missing.
    /// </summary>
    public virtual bool EndsWithItsMark => false;

    /// <summary>Writes the dialect's mark for an answer that broke.</summary>
    /// <param name="error">The failure.</param>
    public abstract void WriteError(GatewayError error);
}
