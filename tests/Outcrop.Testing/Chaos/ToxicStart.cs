namespace Outcrop.Testing.Chaos;

/// <summary>Where a toxic begins; unless anything is set, with the first byte, heads included.</summary>
public readonly record struct ToxicStart
{
    /// <summary>At this byte of a body, from 0.</summary>
    public long? Byte { get; init; }

    /// <summary>At this frame of an event stream, from 1.</summary>
    public int? Frame { get; init; }

    /// <summary>Only in the n-th message of a connection, from 1.</summary>
    public int? Message { get; init; }

    /// <summary>So long after the connection was accepted, by the proxy's clock.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>How many bytes of a piece come before it; <see langword="null"/>: all.</summary>
    /// <param name="piece">The piece.</param>
    internal int? BytesBefore(Piece piece)
    {
        if (After is not null)
        {
            return null;
        }

        if (Frame is { } frame)
        {
            return piece.Kind == PieceKind.Body && piece.Frame >= frame ? 0 : null;
        }

        if (Byte is { } first)
        {
            return piece.Kind != PieceKind.Body || piece.Position + piece.Bytes.Length <= first ? null : (int)Math.Max(0, first - piece.Position);
        }

        return 0;
    }
}
