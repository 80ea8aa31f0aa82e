using System.Runtime.InteropServices;
using Outcrop.Bedrock.Operations.Streams;

namespace Outcrop.Bedrock.Native;

/// <summary>
/// A stream whose bytes are passed on as they came. It is read like any other, so that what breaks it, when it has ended and what it cost are decided in the one place where that is
/// decided for all streams; beside its events it gives the bytes they were read from. Not thread-safe.
/// </summary>
/// <param name="source">The response; owned by the stream.</param>
internal abstract class NativeEventStream(IEventSource source) : PrimedEventStream(source)
{
    private readonly List<ReadOnlyMemory<byte>> _units = [];

    /// <summary>What AWS said in headers of its own: <c>X-Amzn-Bedrock-…</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What came with the opening or the last read, in order; valid until the next read.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Units => CollectionsMarshal.AsSpan(_units);

    /// <inheritdoc/>
    protected override bool IsEmpty => _units.Count == 0;

    /// <summary>Adds what the source's current event is made of.</summary>
    /// <param name="unit">The bytes; valid until the source's next read.</param>
    protected void Add(ReadOnlyMemory<byte> unit) => _units.Add(unit);

    /// <inheritdoc/>
    protected override void Keep()
    {
        if (_units.Count > 0)
        {
            _units[^1] = _units[^1].ToArray();
        }
    }

    /// <inheritdoc/>
    protected override void Forget() => _units.Clear();
}
