using System.Text;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Tokens;

/// <summary>Guesses how many tokens a file is. Plain text is counted; of the others only the size is known, so these are orders of magnitude.</summary>
internal static class DocumentTokens
{
    private const int TokensPerPage = 2_000;
    private const int BytesPerPdfToken = 25;
    private const int BytesPerArchiveToken = 12;
    private const int BytesPerVideoToken = 1_000;
    private const int BytesPerSoundToken = 500;

    /// <summary>A document: text by its characters, PDF by its pages where they can be counted, office formats by their size.</summary>
    /// <param name="format">Converse's name of the format.</param>
    /// <param name="data">The file.</param>
    public static int Estimate(string? format, Blob data)
    {
        ReadOnlyMemory<byte> file = data.ToBytes();
        switch (format)
        {
            case "txt" or "md" or "csv" or "html":
                return TextTokens.Estimate(Encoding.UTF8.GetString(file.Span));
            case "pdf":
                return EstimatePdf(file.Span);
            default:
                return EstimateArchive(file.Length);
        }
    }

    /// <summary>A PDF: by its pages where they can be counted, else by its size.</summary>
    /// <param name="file">The file.</param>
    public static int EstimatePdf(ReadOnlySpan<byte> file)
    {
        int pages = file.Count("/Type /Page"u8) - file.Count("/Type /Pages"u8) + file.Count("/Type/Page"u8) - file.Count("/Type/Pages"u8);
        return pages > 0 ? pages * TokensPerPage : 1 + (file.Length / BytesPerPdfToken);
    }

    /// <summary>An office document, or whatever else is packed.</summary>
    /// <param name="size">Its bytes.</param>
    public static int EstimateArchive(int size) => 1 + (size / BytesPerArchiveToken);

    /// <summary>A video.</summary>
    /// <param name="data">The file.</param>
    public static int EstimateVideo(Blob data) => EstimateVideo(data.ToBytes().Length);

    /// <summary>A video.</summary>
    /// <param name="size">Its bytes.</param>
    public static int EstimateVideo(int size) => 1 + (size / BytesPerVideoToken);

    /// <summary>A sound.</summary>
    /// <param name="data">The file.</param>
    public static int EstimateSound(Blob data) => EstimateSound(data.ToBytes().Length);

    /// <summary>A sound.</summary>
    /// <param name="size">Its bytes.</param>
    public static int EstimateSound(int size) => 1 + (size / BytesPerSoundToken);
}
