namespace Outcrop.Testing.Chaos;

/// <summary>What a piece of a connection is.</summary>
public enum PieceKind
{
    /// <summary>The lines in front of a body.</summary>
    Head,

    /// <summary>Bytes of a body, without its chunks' own lines.</summary>
    Body,

    /// <summary>The end of a body; it has no bytes.</summary>
    End,
}

/// <summary>A piece of what one side sends, never of two frames.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Position">Where it begins in its body.</param>
/// <param name="Frame">The event-stream frame it belongs to, from 1; 0: none.</param>
/// <param name="FrameAt">Where it begins in its frame.</param>
/// <param name="FrameLength">The length its frame announces.</param>
public readonly record struct Piece(PieceKind Kind, ReadOnlyMemory<byte> Bytes, long Position = 0, int Frame = 0, int FrameAt = 0, int FrameLength = 0)
{
    /// <summary>The piece's first bytes.</summary>
    /// <param name="count">How many.</param>
    public Piece Take(int count) => this with { Bytes = Bytes[..count] };

    /// <summary>The piece without its first bytes.</summary>
    /// <param name="count">How many.</param>
    public Piece Skip(int count) => this with { Bytes = Bytes[count..], Position = Position + count, FrameAt = FrameAt + count };
}
