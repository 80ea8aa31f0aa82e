using System.Buffers.Binary;

namespace Outcrop.Gateway.Tokens;

/// <summary>
/// Guesses how many tokens an image is: a token for each 750 pixels, of an image that is made smaller when its longer side has more than 1568 of them or all have more than 1600 tokens.
/// Source: https://docs.claude.com/en/docs/build-with-claude/vision (Calculate image costs). Nova and other models differ by up to a factor of two.
/// </summary>
internal static class ImageTokens
{
    /// <summary>The most that one image is, and what is said of one whose size cannot be read.</summary>
    public const int Most = 1_600;

    private const double PixelsPerToken = 750;
    private const double LongestSide = 1_568;

    /// <summary>The guess.</summary>
    /// <param name="file">The file; as much of its beginning as there is.</param>
    public static int Estimate(ReadOnlySpan<byte> file)
    {
        (int width, int height) = SizeOf(file);
        if (width <= 0 || height <= 0)
        {
            return Most;
        }

        double scale = Math.Min(1, LongestSide / Math.Max(width, height));
        return (int)Math.Clamp(Math.Ceiling(width * scale * height * scale / PixelsPerToken), 1, Most);
    }

    /// <summary>Width and height by the file's own header; zeros where it has none that is known.</summary>
    internal static (int Width, int Height) SizeOf(ReadOnlySpan<byte> file)
    {
        if (file.Length >= 24 && file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return (BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]));
        }

        if (file.Length >= 10 && file.StartsWith("GIF8"u8))
        {
            return (BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));
        }

        if (file.Length >= 30 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8))
        {
            return Webp(file);
        }

        return file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? Jpeg(file[2..]) : default;
    }

    private static (int Width, int Height) Webp(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> kind = file.Slice(12, 4);
        if (kind.SequenceEqual("VP8X"u8))
        {
            return ((file[24] | (file[25] << 8) | (file[26] << 16)) + 1, (file[27] | (file[28] << 8) | (file[29] << 16)) + 1);
        }

        if (kind.SequenceEqual("VP8L"u8))
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(file[21..]);
            return ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        }

        return kind.SequenceEqual("VP8 "u8)
            ? (BinaryPrimitives.ReadUInt16LittleEndian(file[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(file[28..]) & 0x3FFF)
            : default;
    }

    /// <summary>The size stands in the start-of-frame segment, behind any number of others.</summary>
    private static (int Width, int Height) Jpeg(ReadOnlySpan<byte> segments)
    {
        while (segments.Length >= 9 && segments[0] == 0xFF)
        {
            byte marker = segments[1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(segments[7..]), BinaryPrimitives.ReadUInt16BigEndian(segments[5..]));
            }

            // Fill bytes and markers without a segment.
            int length = marker is 0xFF or 0x01 or (>= 0xD0 and <= 0xD8) ? marker == 0xFF ? 1 : 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(segments[2..]);
            if (length > segments.Length)
            {
                break;
            }

            segments = segments[length..];
        }

        return default;
    }
}
