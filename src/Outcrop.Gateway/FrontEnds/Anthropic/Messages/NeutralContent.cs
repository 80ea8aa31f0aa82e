using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.Logging;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>
/// Brings a conversation that was read from this dialect into the form that every model's API has: fetched files in place of URLs, encrypted thoughts as they were given, instructions within the conversation as the user's.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="isClaude">Whether the model is Claude; what only its own body has may stay then.</param>
/// <param name="files">The files that were fetched.</param>
/// <param name="dropped">Told what was left out.</param>
internal sealed class NeutralContent(ConverseRequest request, bool isClaude, RemoteFiles files, List<string> dropped)
{
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    /// <summary>Does so.</summary>
    /// <param name="urls">The URLs that the request names, with where they stand.</param>
    public void Apply(IEnumerable<(string Url, string Path)> urls)
    {
        foreach ((string url, string path) in urls)
        {
            _places.TryAdd(url, path);
        }

        Settle(request.System, "system");
        bool begun = false;
        for (int i = 0; i < request.Messages.Count; i++)
        {
            Message message = request.Messages[i];
            Settle(message.Content, "messages.content");
            (DialectMembers rest, _) = Remainder.Of(message.Dialect, "messages", isClaude, dropped);
            if (message.Role != ConversationRole.System)
            {
                begun = true;
                request.Messages[i] = new Message(message.Role, message.Content) { Dialect = rest };
                continue;
            }

            if (begun)
            {
                request.Messages[i] = AsUser(message);
                continue;
            }

            // Before anything was said it is the system prompt.
            foreach (ContentBlock block in message.Content)
            {
                request.System.Add(block);
            }

            request.Messages.RemoveAt(i--);
        }

        if (!begun)
        {
            throw RequestJson.Wrong("messages", "must hold more than instructions");
        }
    }

    /// <summary>
    /// Models take instructions before the conversation and not within it. One that came later stays at its place, marked for what it is: moved to the front it would be read as said from the start, and every prompt
    /// cached so far would be lost.
    /// </summary>
    private static Message AsUser(Message instruction)
    {
        var content = new List<ContentBlock>(instruction.Content.Count);
        foreach (ContentBlock block in instruction.Content)
        {
            content.Add(block is TextBlock text ? new TextBlock($"<system>\n{text.Text}\n</system>") : block);
        }

        return new Message(ConversationRole.User, content);
    }

    private void Settle(IList<ContentBlock> blocks, string place)
    {
        for (int i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is UnknownBlock unknown)
            {
                // It is of a type that is known, but holds what the neutral model has no place for.
                blocks[i] = isClaude ? unknown : throw RequestJson.Wrong(place, $"holds a block of the type {SafeText.Clean(unknown.Name)} with members that only Claude knows");
                continue;
            }

            (DialectMembers rest, CachePointBlock? cache) = Remainder.Of(blocks[i].Dialect, place, isClaude, dropped);
            blocks[i] = Settle(blocks[i] with { Dialect = rest }, place);
            if (cache is not null)
            {
                blocks.Insert(++i, cache);
            }
        }
    }

    private ContentBlock Settle(ContentBlock block, string place)
    {
        switch (block)
        {
            // A client has to send a signature; where the model gave none it is an empty one.
            case ReasoningBlock { Signature: "" } unsigned:
                return unsigned with { Signature = null };
            case RedactedReasoningBlock redacted:
                return redacted with { Base64 = RedactedData.Restore(redacted.Base64) };
            case ImageBlock { Source: UrlSource url } image:
                return Kept(url.Url) is { } kept ? image with { Format = ImageFormatOf(url.Url), Source = kept } : Picture(image, url.Url);
            case DocumentBlock { Source: UrlSource url } document:
                return Kept(url.Url) is { } stored ? document with { Source = stored } : Pdf(document, url.Url);
            case ToolResultBlock result:
                List<ContentBlock> content = [.. result.Content];
                Settle(content, place + ".content");
                return result with { Content = content };
            default:
                return block;
        }
    }

    /// <summary>What lies in S3 is not fetched: Bedrock reads it itself.</summary>
    private S3Source? Kept(string url)
    {
        if (!url.StartsWith("s3://", StringComparison.Ordinal))
        {
            return null;
        }

        files.CheckBucket(url, PlaceOf(url));
        return new S3Source(url);
    }

    private ImageBlock Picture(ImageBlock image, string url)
    {
        RemoteFile file = files.Get(url, PlaceOf(url));
        return file.IsImage ? image with { Format = file.Format, Source = new BytesSource(file.Content) } : throw RequestJson.Wrong(PlaceOf(url), "is no picture");
    }

    private DocumentBlock Pdf(DocumentBlock document, string url)
    {
        RemoteFile file = files.Get(url, PlaceOf(url));
        return file.IsImage ? throw RequestJson.Wrong(PlaceOf(url), "is no PDF") : document with { Format = file.Format, Source = new BytesSource(file.Content) };
    }

    private string PlaceOf(string url) => _places[url];

    private static string ImageFormatOf(string url) => Path.GetExtension(url).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" => "jpeg",
        ".gif" => "gif",
        ".webp" => "webp",
        _ => "png",
    };
}
