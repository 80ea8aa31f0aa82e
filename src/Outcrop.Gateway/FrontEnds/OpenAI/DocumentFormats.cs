namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>Bedrock's names of file formats.</summary>
internal static class DocumentFormats
{
    /// <summary>The format of a media type; <see langword="null"/> for one that Bedrock does not take.</summary>
    /// <param name="mediaType">The type, in lower case.</param>
    public static string? Of(string mediaType) => mediaType switch
    {
        "application/pdf" => "pdf",
        "text/csv" or "application/csv" => "csv",
        "application/msword" => "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "text/html" or "application/xhtml+xml" => "html",
        "text/plain" => "txt",
        "text/markdown" => "md",
        "image/png" => "png",
        "image/jpeg" or "image/jpg" => "jpeg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        _ => null,
    };

    /// <summary>The format that a file's name tells; <see langword="null"/> when it tells none that Bedrock takes.</summary>
    /// <param name="name">The name.</param>
    public static string? OfName(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".pdf" => "pdf",
        ".csv" => "csv",
        ".doc" => "doc",
        ".docx" => "docx",
        ".xls" => "xls",
        ".xlsx" => "xlsx",
        ".html" or ".htm" => "html",
        ".txt" => "txt",
        ".md" => "md",
        ".png" => "png",
        ".jpg" or ".jpeg" => "jpeg",
        ".gif" => "gif",
        ".webp" => "webp",
        _ => null,
    };
}
