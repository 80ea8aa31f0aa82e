using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>
/// The frames of one response as events only: exception frames, error frames, checksum faults, cuts and timeouts leave as
/// <see cref="BedrockException"/>, marked as final once <see cref="Shown"/> is set. Owns the response. Not thread-safe.
/// </summary>
internal sealed class FrameReader : IEventSource
{
    private readonly BedrockHttpResponse _response;
    private readonly EventStreamReader _frames;

    public FrameReader(BedrockHttpResponse response)
    {
        _response = response;
        _frames = new EventStreamReader(response.Body);
        response.ExpectFirstContent();
    }

    /// <inheritdoc/>
    public bool Shown { get; private set; }

    /// <summary>The response's request id.</summary>
    public string? RequestId => _response.RequestId;

    /// <summary>The event the last successful read gave.</summary>
    public EventStreamFrame Current => _frames.Current;

    /// <inheritdoc/>
    public void MarkShown()
    {
        Shown = true;
        _response.FirstContentArrived();
    }

    /// <inheritdoc/>
    public bool TryReadBuffered()
    {
        try
        {
            return _frames.TryReadBuffered() && AcceptEvent();
        }
        catch (EventStreamException fault)
        {
            throw StreamFaults.Corrupt(fault, RequestId, Shown);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _frames.ReadAsync(cancellationToken).ConfigureAwait(false) && AcceptEvent();
        }
        catch (EventStreamException fault)
        {
            throw StreamFaults.Corrupt(fault, RequestId, Shown);
        }
        catch (BedrockException fault) when (Shown && !fault.IsMidStream)
        {
            throw fault.AsMidStream();
        }
        catch (IOException fault)
        {
            throw StreamFaults.Broken(fault, RequestId, Shown);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _frames.Dispose();
        await _response.Body.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
    }

    private bool AcceptEvent()
    {
        EventStreamFrame frame = _frames.Current;
        if (frame.TryGetString(":message-type"u8, out ReadOnlySpan<byte> messageType) && messageType.SequenceEqual("event"u8))
        {
            return true;
        }

        // Exceptions, unmodelled errors, and whatever else is no event: all of them end the stream, none is passed over.
        BedrockException fault = ErrorReader.FromFrame(frame, RequestId);
        throw Shown ? fault.AsMidStream() : fault;
    }
}
