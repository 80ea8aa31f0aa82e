using System.Buffers.Binary;

namespace Outcrop.Testing.Chaos;

/// <summary>Which of a frame's two checksums.</summary>
public enum FrameChecksum
{
    /// <summary>That of the first eight bytes.</summary>
    Prelude,

    /// <summary>That of the whole frame, at its end.</summary>
    Message,
}

/// <summary>A toxic that changes bytes of frames or bodies where they stand.</summary>
public abstract record DamageToxic : Toxic
{
    internal override ToxicRun Begin(ChaosFlow flow) => new Run(this, flow);

    /// <summary>Changes a piece's bytes.</summary>
    /// <param name="piece">Where they stand.</param>
    /// <param name="bytes">The bytes.</param>
    internal abstract void Damage(Piece piece, Span<byte> bytes);

    private sealed class Run(DamageToxic toxic, ChaosFlow flow) : ToxicRun(flow, toxic.Start)
    {
        protected override ValueTask ApplyAsync(Piece piece)
        {
            if (piece.Kind != PieceKind.Body)
            {
                return Next(piece);
            }

            byte[] bytes = piece.Bytes.ToArray();
            toxic.Damage(piece, bytes);
            return Next(piece with { Bytes = bytes });
        }
    }
}

/// <summary>Makes a checksum of one frame wrong.</summary>
/// <param name="Frame">The frame, from 1.</param>
/// <param name="Checksum">Which of its two.</param>
public sealed record CrcFlipToxic(int Frame, FrameChecksum Checksum) : DamageToxic
{
    internal override void Damage(Piece piece, Span<byte> bytes)
    {
        int place = (Checksum == FrameChecksum.Prelude ? 8 : piece.FrameLength - 4) - piece.FrameAt;
        if (piece.Frame == Frame && place >= 0 && place < bytes.Length)
        {
            bytes[place] ^= 0xFF;
        }
    }
}

/// <summary>Makes one bit of a body wrong.</summary>
/// <param name="Byte">Its byte, from 0.</param>
/// <param name="Bit">Which of its eight, from the least.</param>
public sealed record BitFlipToxic(long Byte, int Bit) : DamageToxic
{
    internal override void Damage(Piece piece, Span<byte> bytes)
    {
        long place = Byte - piece.Position;
        if (place >= 0 && place < bytes.Length)
        {
            bytes[(int)place] ^= (byte)(1 << Bit);
        }
    }
}

/// <summary>Lets a frame announce other lengths than it has, with a checksum that fits.</summary>
/// <param name="Frame">The frame, from 1.</param>
/// <param name="Total">The length of the frame.</param>
/// <param name="Headers">The length of its headers.</param>
public sealed record FrameLengthToxic(int Frame, uint Total, uint Headers) : DamageToxic
{
    private const uint Polynomial = 0xEDB88320;

    internal override void Damage(Piece piece, Span<byte> bytes)
    {
        if (piece.Frame == Frame && piece.FrameAt == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, Total);
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Headers);
            BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], ChecksumOf(bytes[..8]));
        }
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte next in bytes)
        {
            sum ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) * Polynomial);
            }
        }

        return ~sum;
    }
}

/// <summary>Leaves one frame out.</summary>
/// <param name="Frame">The frame, from 1.</param>
public sealed record FrameDropToxic(int Frame) : Toxic
{
    internal override bool ShortensBodies => true;

    internal override ToxicRun Begin(ChaosFlow flow) => new Run(this, flow);

    private sealed class Run(FrameDropToxic toxic, ChaosFlow flow) : ToxicRun(flow, toxic.Start)
    {
        protected override ValueTask ApplyAsync(Piece piece) => piece.Kind == PieceKind.Body && piece.Frame == toxic.Frame ? ValueTask.CompletedTask : Next(piece);
    }
}
