namespace Outcrop.Gateway.Fetching;

/// <summary>A file that was fetched.</summary>
/// <param name="Format">What its first bytes say it is: <c>png</c>, <c>jpeg</c>, <c>gif</c>, <c>webp</c> or <c>pdf</c>. What the server called it does not count.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record RemoteFile(string Format, ReadOnlyMemory<byte> Content)
{
    /// <summary>Whether it is a picture.</summary>
    public bool IsImage => Format != "pdf";

    /// <summary>The format that a file's first bytes tell; <see langword="null"/> for none of those that are fetched.</summary>
    /// <param name="start">The file.</param>
    public static string? FormatOf(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "png"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "jpeg"
        : start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8) ? "gif"
        : start.Length >= 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8) ? "webp"
        : start.StartsWith("%PDF-"u8) ? "pdf"
        : null;
}
