using System.Text;
using System.Text.Json;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Hosting;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Native;

/// <summary>Pictures and documents that a body names by URL, which InvokeModel does not follow: each source is replaced by one that holds the file.</summary>
internal static class UrlSources
{
    /// <summary>Fetches them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="fetcher">The fetcher.</param>
    /// <returns>What stands in place of each source.</returns>
    /// <exception cref="Pipeline.GatewayException">One could not be had, or nothing is fetched for this key.</exception>
    public static async Task<IReadOnlyList<(int Start, int End, ReadOnlyMemory<byte> Json)>> FetchAsync(MessagesCall call, UrlFetcher fetcher)
    {
        List<Found> sources = Find(call.Envelope);
        if (sources.Count == 0)
        {
            return [];
        }

        RemoteFiles files = await RemoteFiles.FetchAsync(sources.Select(static source => (source.Url, source.Path)), fetcher, call.Exchange.Configuration, call.Exchange.Identity, RequestEnd.Of(call.Context));
        return [.. sources.Select(source => (source.Start, source.End, Inline(files.Get(source.Url, source.Path))))];
    }

    private static ReadOnlyMemory<byte> Inline(RemoteFile file) => Encoding.UTF8.GetBytes(
        $$"""{"type":"base64","media_type":"{{(file.IsImage ? "image/" + file.Format : "application/pdf")}}","data":"{{Convert.ToBase64String(file.Content.Span)}}"}""");

    private static List<Found> Find(JsonEnvelope body)
    {
        var found = new List<Found>();

        // Most bodies name no URL: those are not gone through.
        if (body.TryGet("messages", out JsonMember messages) && body.GetValue(messages).Span.IndexOf("\"url\""u8) >= 0)
        {
            var reader = new Utf8JsonReader(body.GetValue(messages).Span, new JsonReaderOptions { MaxDepth = JsonEnvelope.MaxDepth });
            reader.Read();
            Walk(ref reader, "messages", messages.ValueStart, found);
        }

        return found;
    }

    /// <summary>Goes through a value; what a tool was called with is the caller's own.</summary>
    private static void Walk(ref Utf8JsonReader reader, string path, int offset, List<Found> found)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
            {
                Walk(ref reader, $"{path}.{index}", offset, found);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isSource = reader.ValueTextEquals("source"u8);
                bool isContent = reader.ValueTextEquals("content"u8);
                reader.Read();
                if (isSource)
                {
                    Take(ref reader, path + ".source", offset, found);
                }
                else if (isContent)
                {
                    Walk(ref reader, path + ".content", offset, found);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }

    private static void Take(ref Utf8JsonReader reader, string path, int offset, List<Found> found)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        int start = (int)reader.TokenStartIndex;
        bool isUrl = false;
        string? url = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isAddress = reader.ValueTextEquals("url"u8);
            bool isContent = reader.ValueTextEquals("content"u8);
            reader.Read();
            isUrl |= isType && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("url"u8);
            url = isAddress && reader.TokenType == JsonTokenType.String ? reader.GetString() : url;
            if (isContent)
            {
                // A document may be made of blocks.
                Walk(ref reader, path + ".content", offset, found);
            }
            else
            {
                reader.Skip();
            }
        }

        if (isUrl && url is not null)
        {
            found.Add(new Found(url, path + ".url", offset + start, offset + (int)reader.BytesConsumed));
        }
    }

    private readonly record struct Found(string Url, string Path, int Start, int End);
}
