namespace Outcrop.Bedrock.Converse;

/// <summary>The events that one frame gave, in order. One sink serves a whole stream: it is cleared, not rebuilt.</summary>
internal sealed class ConverseEventSink
{
    private ConverseEvent[] _events = new ConverseEvent[8];
    private int _count;

    /// <summary>The events since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<ConverseEvent> Events => _events.AsSpan(0, _count);

    /// <summary>Adds an event.</summary>
    /// <param name="converseEvent">The event; what it points at must live until the sink is cleared.</param>
    public void Add(in ConverseEvent converseEvent)
    {
        if (_count == _events.Length)
        {
            Array.Resize(ref _events, _count * 2);
        }

        _events[_count++] = converseEvent;
    }

    /// <summary>Copies what the events point at, so that they outlive their frame. For the few events before the first content.</summary>
    public void Detach()
    {
        foreach (ref ConverseEvent kept in _events.AsSpan(0, _count))
        {
            kept = kept.ToOwned();
        }
    }

    /// <summary>Forgets the events.</summary>
    public void Clear()
    {
        Array.Clear(_events, 0, _count);
        _count = 0;
    }
}
