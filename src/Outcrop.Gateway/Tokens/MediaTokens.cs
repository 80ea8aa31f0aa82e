using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Outcrop.Gateway.Tokens;

/// <summary>Guesses how many tokens a file is that stands in a body as base64 or as a data URL: by its own first bytes, which say more than the names around it. Stateless.</summary>
internal static class MediaTokens
{
    private const int BytesPerToken = 4;

    /// <summary>The size of a picture stands in its first bytes; a JPEG may have thumbnails and profiles before it.</summary>
    private const int Head = 96 * 1024;

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    /// <summary>Guesses.</summary>
    /// <param name="reader">Stands at a string.</param>
    /// <param name="kind">What the body says that it is.</param>
    /// <param name="tokens">The guess.</param>
    /// <returns>Whether it is a file at all.</returns>
    public static bool TryEstimate(in Utf8JsonReader reader, MediaKind kind, out int tokens)
    {
        ReadOnlySpan<byte> value = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return TryEstimate(value, kind, out tokens);
        }

        // Some writers escape the slash, which is one of base64's letters.
        byte[] rented = ArrayPool<byte>.Shared.Rent(value.Length);
        try
        {
            return TryEstimate(rented.AsSpan(0, reader.CopyString(rented)), kind, out tokens);
        }
        catch (InvalidOperationException)
        {
            tokens = 0;
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static bool TryEstimate(ReadOnlySpan<byte> value, MediaKind kind, out int tokens)
    {
        tokens = 0;
        bool isUrl = value.StartsWith("data:"u8);
        if (isUrl)
        {
            int start = value.IndexOf(";base64,"u8);
            if (start < 0)
            {
                return false;
            }

            value = value[(start + ";base64,"u8.Length)..];
        }

        int size = (int)((long)value.Length * 3 / 4);
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Min(size + 3, Head));
        try
        {
            ReadOnlySpan<byte> beginning = value[..Math.Min(value.Length, Head / 3 * 4)];
            OperationStatus status = Base64.DecodeFromUtf8(beginning, rented, out _, out int written, isFinalBlock: beginning.Length == value.Length);
            ReadOnlySpan<byte> head = rented.AsSpan(0, written);
            if (head.StartsWith(Jpeg) || ImageTokens.SizeOf(head) != default)
            {
                tokens = ImageTokens.Estimate(head);
                return true;
            }

            if (head.StartsWith("%PDF"u8))
            {
                tokens = OfPdf(value, size);
                return true;
            }

            if (status == OperationStatus.InvalidData)
            {
                return false;
            }

            tokens = kind switch
            {
                MediaKind.Image => ImageTokens.Most,
                MediaKind.Video => DocumentTokens.EstimateVideo(size),
                MediaKind.Sound => DocumentTokens.EstimateSound(size),
                MediaKind.Document => head.StartsWith("PK"u8) ? DocumentTokens.EstimateArchive(size) : size / BytesPerToken,
                MediaKind.Unknown => isUrl ? DocumentTokens.EstimateArchive(size) : -1,
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
            };
            return tokens >= 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int OfPdf(ReadOnlySpan<byte> base64, int size)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(size + 3);
        try
        {
            Base64.DecodeFromUtf8(base64, rented, out _, out int written);
            return DocumentTokens.EstimatePdf(rented.AsSpan(0, written));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
