using System.Text.Json;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>The URLs a request names in place of pictures and documents.</summary>
internal static class MessagesUrls
{
    /// <summary>Finds them, with where each stands. What is not of the right form is passed over here and refused where the request is read.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="any">Whether those are wanted, too, that are not fetched.</param>
    public static IEnumerable<(string Url, string Path)> Find(JsonElement body, bool any = false)
    {
        int message = 0;
        foreach (JsonElement item in Items(body, "messages"))
        {
            foreach ((string, string) found in FindIn(item, $"messages.{message++}", any))
            {
                yield return found;
            }
        }
    }

    /// <summary>Looks at the blocks of a message, or of a tool's result.</summary>
    private static IEnumerable<(string Url, string Path)> FindIn(JsonElement parent, string path, bool any)
    {
        int index = 0;
        foreach (JsonElement block in Items(parent, "content"))
        {
            string at = $"{path}.content.{index++}";
            if (block.ValueKind == JsonValueKind.Object && block.TryGetProperty("source", out JsonElement source) && source.ValueKind == JsonValueKind.Object)
            {
                if (source.TryGetProperty("url", out JsonElement url) && (any ? url.ValueKind == JsonValueKind.String : RemoteFiles.IsUrl(url)))
                {
                    yield return (url.GetString()!, at + ".source.url");
                }

                continue;
            }

            foreach ((string, string) found in FindIn(block, at, any))
            {
                yield return found;
            }
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Array ? member.EnumerateArray() : default;
}
