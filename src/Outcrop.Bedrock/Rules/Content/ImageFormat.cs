namespace Outcrop.Bedrock.Rules.Content;

/// <summary>The formats of images.</summary>
internal static class ImageFormat
{
    /// <summary>How many bytes <see cref="Sniff"/> needs.</summary>
    public const int Length = 12;

    /// <summary>The format that a file has by its first bytes; <see langword="null"/> when it is no image that Bedrock takes.</summary>
    /// <param name="file">Its beginning.</param>
    public static string? Sniff(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "png"
        : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "jpeg"
        : file.StartsWith("GIF8"u8) ? "gif"
        : file.Length >= Length && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8) ? "webp"
        : null;

    /// <summary>The format by a name that people give it: a media type, an extension, another spelling.</summary>
    /// <param name="name">The name.</param>
    public static string Normalize(string name)
    {
        string bare = name.Trim().TrimStart('.');
        if (bare.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
        {
            bare = bare["image/".Length..];
        }

        string lower = bare.ToLowerInvariant();
        return lower is "jpg" or "pjpeg" or "jpe" ? "jpeg" : lower is "x-png" ? "png" : lower;
    }
}
