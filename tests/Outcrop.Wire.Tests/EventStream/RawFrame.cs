using System.Buffers.Binary;
using System.IO.Hashing;

namespace Outcrop.Wire.Tests.EventStream;

/// <summary>Builds frames whose checksums are right and whose content is whatever a test wants: what our own writer refuses to write.</summary>
internal static class RawFrame
{
    public static byte[] Prelude(uint total, uint headers)
    {
        byte[] prelude = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(prelude, total);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(4), headers);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.HashToUInt32(prelude.AsSpan(0, 8)));
        return prelude;
    }

    public static byte[] WithHeaders(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload = default)
    {
        byte[] open = [.. Prelude((uint)(16 + headers.Length + payload.Length), (uint)headers.Length), .. headers, .. payload];
        byte[] crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.HashToUInt32(open));
        return [.. open, .. crc];
    }
}
