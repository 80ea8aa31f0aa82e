namespace Outcrop.Extensions.AI.Chat;

/// <summary>Which block a media type becomes, and the name its format has on Converse's wire. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html.</summary>
/// <param name="Block"><c>image</c>, <c>document</c>, <c>video</c> or <c>audio</c>.</param>
/// <param name="Format">The format.</param>
internal readonly record struct MediaFormat(string Block, string Format)
{
    /// <summary>Finds the format of a media type; parameters such as a charset are ignored.</summary>
    /// <returns><see langword="null"/> for a type that Converse has no format for.</returns>
    public static MediaFormat? Of(string mediaType)
    {
        int parameters = mediaType.IndexOf(';', StringComparison.Ordinal);
        string type = (parameters < 0 ? mediaType : mediaType[..parameters]).Trim().ToLowerInvariant();
        return type switch
        {
            "image/png" => new MediaFormat("image", "png"),
            "image/jpeg" or "image/jpg" or "image/pjpeg" => new MediaFormat("image", "jpeg"),
            "image/gif" => new MediaFormat("image", "gif"),
            "image/webp" => new MediaFormat("image", "webp"),
            "application/pdf" or "application/x-pdf" => new MediaFormat("document", "pdf"),
            "text/csv" or "application/csv" => new MediaFormat("document", "csv"),
            "application/msword" => new MediaFormat("document", "doc"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => new MediaFormat("document", "docx"),
            "application/vnd.ms-excel" => new MediaFormat("document", "xls"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => new MediaFormat("document", "xlsx"),
            "text/html" or "application/xhtml+xml" => new MediaFormat("document", "html"),
            "text/markdown" or "text/x-markdown" => new MediaFormat("document", "md"),

            // Text in a notation of its own is text to a model.
            "application/json" or "application/xml" or "application/yaml" or "application/x-yaml" => new MediaFormat("document", "txt"),
            "video/mp4" => new MediaFormat("video", "mp4"),
            "video/quicktime" => new MediaFormat("video", "mov"),
            "video/x-matroska" => new MediaFormat("video", "mkv"),
            "video/webm" => new MediaFormat("video", "webm"),
            "video/x-flv" => new MediaFormat("video", "flv"),
            "video/mpeg" => new MediaFormat("video", "mpeg"),
            "video/x-ms-wmv" => new MediaFormat("video", "wmv"),
            "video/3gpp" => new MediaFormat("video", "three_gp"),
            "audio/mpeg" or "audio/mp3" => new MediaFormat("audio", "mp3"),
            "audio/wav" or "audio/x-wav" or "audio/wave" => new MediaFormat("audio", "wav"),
            "audio/flac" or "audio/x-flac" => new MediaFormat("audio", "flac"),
            "audio/ogg" => new MediaFormat("audio", "ogg"),
            "audio/opus" => new MediaFormat("audio", "opus"),
            "audio/aac" => new MediaFormat("audio", "aac"),
            "audio/mp4" or "audio/x-m4a" => new MediaFormat("audio", "m4a"),
            "audio/webm" => new MediaFormat("audio", "webm"),
            _ => type.StartsWith("text/", StringComparison.Ordinal) ? new MediaFormat("document", "txt") : null,
        };
    }

    /// <summary>The format an image file has by its first bytes; people name it wrongly, and the service refuses what does not fit.</summary>
    public static string? SniffImage(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "png"
        : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "jpeg"
        : file.StartsWith("GIF8"u8) ? "gif"
        : file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8) ? "webp"
        : null;
}
