using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Outcrop.Emulator.Images;

/// <summary>A picture that a decoder takes: a gradient between two colours that follow from a prompt and a seed. Source: PNG, third edition (W3C).</summary>
internal static class PngImage
{
    private const int Channels = 3;

    public static byte[] Draw(string prompt, long seed, int width, int height)
    {
        byte[] colours = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{prompt}"));
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

        // Eight bits for each of three colours, no interlacing.
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Pixels(colours, width, height));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Pixels(byte[] colours, int width, int height)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest))
        {
            // The first row as it is, each other as its difference to the one above: 0 and 2 are those filters' numbers.
            byte[] row = new byte[1 + (width * Channels)];
            byte[] above = new byte[1 + (width * Channels)];
            byte[] filtered = new byte[1 + (width * Channels)];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    for (int c = 0; c < Channels; c++)
                    {
                        int along = (x * 128 / width) + (y * 127 / height);
                        row[1 + (x * Channels) + c] = (byte)(((colours[c] * (255 - along)) + (colours[c + Channels] * along)) / 255);
                    }
                }

                filtered[0] = (byte)(y == 0 ? 0 : 2);
                for (int i = 1; i < row.Length; i++)
                {
                    filtered[i] = (byte)(y == 0 ? row[i] : row[i] - above[i]);
                }

                zlib.Write(filtered);
                (row, above) = (above, row);
            }
        }

        return data.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}
