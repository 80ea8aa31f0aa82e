using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>
/// Reads the event frames of one <c>InvokeModelWithResponseStream</c>: takes the provider's JSON out of its base64 and gives it to the family's reader.
/// Holds a pooled buffer; dispose it with the stream. Not thread-safe.
/// </summary>
internal sealed class InvokeChunkReader : IDisposable
{
    private readonly FamilyStreamReader _family;
    private readonly InvokeChunkDecoder _chunks = new();

    /// <summary>Creates a reader for one stream.</summary>
    /// <param name="family">The family's reader of the same stream.</param>
    public InvokeChunkReader(FamilyStreamReader family) => _family = family;

    /// <summary>Reads an event.</summary>
    /// <param name="eventType">The frame's <c>:event-type</c>.</param>
    /// <param name="payload">The frame's payload.</param>
    /// <param name="sink">Where the events go; they point into this reader's buffer and are valid until its next read.</param>
    /// <exception cref="Errors.BedrockException">The payload is no chunk, or the chunk is none of the family's, or reports an error.</exception>
    public void Read(ReadOnlySpan<byte> eventType, ReadOnlyMemory<byte> payload, ConverseEventSink sink)
    {
        if (!eventType.SequenceEqual("chunk"u8))
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown, Raw = payload });
            return;
        }

        try
        {
            _family.Read(_chunks.Decode(payload), sink);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("A chunk of the stream is not what its family sends: " + fault.Message, fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _chunks.Dispose();
}
