using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>Files of one request as Converse's image, document, video and audio blocks. Documents keep the names of their files, which the client makes such as Bedrock takes them.</summary>
internal static class MediaReader
{
    /// <summary>A file that comes along.</summary>
    /// <exception cref="NotSupportedException">Converse has no format for its type.</exception>
    public static ContentBlock Read(DataContent data)
    {
        // The bytes decide: an image of an unnamed or misnamed type is still an image.
        if (MediaFormat.SniffImage(data.Data.Span) is { } image)
        {
            return new ImageBlock(image, data.Data);
        }

        MediaFormat format = Find(data.MediaType);
        return Block(format, data.Name, data.Data);
    }

    /// <summary>A file that lies in S3, or in the URI itself.</summary>
    /// <exception cref="NotSupportedException">The URI is neither, or Converse has no format for the type.</exception>
    public static ContentBlock Read(UriContent reference)
    {
        switch (reference.Uri.Scheme)
        {
            case "s3":
                MediaFormat format = Find(reference.MediaType);
                string place = reference.Uri.OriginalString;
                string? owner = reference.AdditionalProperties?.TryGetValue("bucketOwner", out object? value) == true ? value?.ToString() : null;
                return Block(format, Path.GetFileNameWithoutExtension(reference.Uri.AbsolutePath), new S3Source(place, owner));
            case "data":
                return Read(new DataContent(reference.Uri));
            default:
                throw new NotSupportedException(
                    $"Bedrock fetches nothing from '{reference.Uri.Scheme}:' addresses. Load the file and send it as DataContent, or put it into S3 and give its s3:// URI.");
        }
    }

    private static MediaFormat Find(string mediaType) => MediaFormat.Of(mediaType)
        ?? throw new NotSupportedException($"Bedrock's Converse takes no file of type '{mediaType}'. It takes png, jpeg, gif, webp; pdf, csv, doc, docx, xls, xlsx, html, txt, md; and common video and audio types.");

    private static ContentBlock Block(MediaFormat format, string? name, MediaSource source) => format.Block switch
    {
        "image" => new ImageBlock(format.Format, source),
        "document" => new DocumentBlock(Path.GetFileNameWithoutExtension(name) ?? "", format.Format, source),
        "video" => new VideoBlock(format.Format, source),
        "audio" => new AudioBlock(format.Format, source),
        _ => throw new InvalidOperationException($"No block is called '{format.Block}'."),
    };
}
