namespace Outcrop.Bedrock.Converse;

/// <summary>How large a body will be, as far as its files tell. A writer asks for that much at once: a buffer that grows by doubling copies an image as often as it grows.</summary>
internal static class RequestSize
{
    /// <summary>Room for what stands around the files.</summary>
    private const int Rest = 4096;

    /// <summary>Estimates.</summary>
    /// <returns>Bytes; 0 when the request holds no file, so that small requests need not ask.</returns>
    public static int Of(ConverseRequest request)
    {
        long files = Of(request.System);
        foreach (Message message in ItemSpan.Of(request.Messages))
        {
            files += Of(message.Content);
        }

        return files == 0 ? 0 : (int)Math.Min(files + Rest, Array.MaxLength);
    }

    private static long Of(IEnumerable<ContentBlock> blocks)
    {
        long files = 0;
        foreach (ContentBlock block in ItemSpan.Of(blocks))
        {
            files += block switch
            {
                ImageBlock image => Of(image.Source),
                DocumentBlock document => Of(document.Source),
                VideoBlock video => Of(video.Source),
                AudioBlock audio => Of(audio.Source),
                GuardContentBlock { Content: ImageBlock guarded } => Of(guarded.Source),
                ToolResultBlock result => Of(result.Content),
                _ => 0,
            };
        }

        return files;
    }

    /// <summary>The writer asks for a little more than the text it writes.</summary>
    private static long Of(MediaSource source) => source is BytesSource bytes ? bytes.Data.Base64Length + 256L : 0;
}
