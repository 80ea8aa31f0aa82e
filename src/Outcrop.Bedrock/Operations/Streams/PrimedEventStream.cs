using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Operations.Streams;

/// <summary>A chat stream over the events of a response. What an event says is the derived class's affair; when a stream has ended well is decided here, once for all families and dialects.</summary>
internal abstract class PrimedEventStream : ConverseEventStream, IPrimedStream
{
    private readonly IEventSource _source;
    private readonly ConverseEventSink _sink = new();
    private bool _stopped;

    protected PrimedEventStream(IEventSource source) => _source = source;

    /// <inheritdoc/>
    public override ReadOnlySpan<ConverseEvent> Events => _sink.Events;

    /// <inheritdoc/>
    public async ValueTask PrimeAsync(CancellationToken cancellationToken)
    {
        bool content = false;
        while (!content)
        {
            _sink.Detach();
            Keep();
            if (!await _source.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                throw StreamFaults.Unfinished(RequestId, shown: false);
            }

            content = Accept(before: _sink.Events.Length);
        }

        _source.MarkShown();
    }

    /// <inheritdoc/>
    public override bool TryReadBuffered()
    {
        _sink.Clear();
        Forget();
        while (IsEmpty)
        {
            if (!_source.TryReadBuffered())
            {
                return false;
            }

            Accept(before: 0);
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

        while (IsEmpty)
        {
            if (!await _source.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return _stopped || EndsUnsaid ? false : throw StreamFaults.Unfinished(RequestId, shown: true);
            }

            Accept(before: 0);
        }

        return true;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Whether the last read gave nothing to show, so that the next event is wanted at once.</summary>
    protected virtual bool IsEmpty => _sink.Events.IsEmpty;

    /// <summary>Whether the stream shows what no event tells of, so that it has begun for the caller.</summary>
    protected virtual bool ShowsUnread => EndsUnsaid;

    /// <summary>Makes what has been read so far outlive the source's next read. Only while the stream is being opened.</summary>
    protected virtual void Keep()
    {
    }

    /// <summary>Forgets what the last read gave.</summary>
    protected virtual void Forget()
    {
    }

    /// <summary>Reads the source's current event.</summary>
    /// <param name="sink">Where its events go; they may point into the source until its next read.</param>
    protected abstract void ReadCurrent(ConverseEventSink sink);

    /// <summary>Adds the current event's events and says whether one of them is content.</summary>
    private bool Accept(int before)
    {
        try
        {
            ReadCurrent(_sink);
        }
        catch (BedrockException fault) when (_source.Shown && !fault.IsMidStream)
        {
            // An event that is sound as bytes and nonsense by its words breaks the stream like any other fault: nothing may be sent again.
            throw fault.AsMidStream();
        }

        bool content = ShowsUnread;
        foreach (ref readonly ConverseEvent read in _sink.Events[before..])
        {
            content |= read.IsContent;
            _stopped |= read.Kind == ConverseEventKind.MessageStop;
        }

        return content;
    }
}
