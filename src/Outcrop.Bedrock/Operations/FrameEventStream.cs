using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Operations;

/// <summary>A chat stream over event-stream frames. What a frame says is the derived class's affair; when a stream has ended well is decided here, once for all families.</summary>
internal abstract class FrameEventStream : ConverseEventStream, IPrimedStream
{
    private readonly FrameReader _frames;
    private readonly ConverseEventSink _sink = new();
    private bool _stopped;

    protected FrameEventStream(FrameReader frames) => _frames = frames;

    /// <inheritdoc/>
    public override ReadOnlySpan<ConverseEvent> Events => _sink.Events;

    /// <inheritdoc/>
    public async ValueTask PrimeAsync(CancellationToken cancellationToken)
    {
        bool content = false;
        while (!content)
        {
            _sink.Detach();
            if (!await _frames.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                throw StreamFaults.Unfinished(RequestId, shown: false);
            }

            content = Accept(_frames.Current, before: _sink.Events.Length);
        }

        _frames.MarkShown();
    }

    /// <inheritdoc/>
    public override bool TryReadBuffered()
    {
        _sink.Clear();
        while (_sink.Events.IsEmpty)
        {
            if (!_frames.TryReadBuffered())
            {
                return false;
            }

            Accept(_frames.Current, before: 0);
        }

        return true;
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (TryReadBuffered())
        {
            return true;
        }

        while (_sink.Events.IsEmpty)
        {
            if (!await _frames.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return _stopped ? false : throw StreamFaults.Unfinished(RequestId, shown: true);
            }

            Accept(_frames.Current, before: 0);
        }

        return true;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _frames.DisposeAsync();

    /// <summary>Reads one event frame.</summary>
    /// <param name="frame">The frame; valid until the sink is cleared.</param>
    /// <param name="sink">Where its events go.</param>
    protected abstract void ReadFrame(EventStreamFrame frame, ConverseEventSink sink);

    /// <summary>Adds a frame's events and says whether one of them is content.</summary>
    private bool Accept(EventStreamFrame frame, int before)
    {
        try
        {
            ReadFrame(frame, _sink);
        }
        catch (BedrockException fault) when (_frames.Shown && !fault.IsMidStream)
        {
            // A frame that is sound as bytes and nonsense as an event breaks the stream like any other fault: nothing may be sent again.
            throw fault.AsMidStream();
        }

        bool content = false;
        foreach (ref readonly ConverseEvent read in _sink.Events[before..])
        {
            content |= read.IsContent;
            _stopped |= read.Kind == ConverseEventKind.MessageStop;
        }

        return content;
    }
}
