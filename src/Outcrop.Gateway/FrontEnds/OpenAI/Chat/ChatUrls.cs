using System.Text.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>The URLs a chat request names in place of pictures.</summary>
internal static class ChatUrls
{
    /// <summary>Finds them. What is not of the right form is passed over here and refused where the request is read.</summary>
    /// <param name="body">The request's object.</param>
    public static IEnumerable<(string Url, string Path)> Find(JsonElement body)
    {
        if (!OpenAIJson.TryGet(body, "messages", out JsonElement messages) || messages.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        int message = -1;
        foreach (JsonElement item in messages.EnumerateArray())
        {
            message++;
            if (item.ValueKind != JsonValueKind.Object || !OpenAIJson.TryGet(item, "content", out JsonElement content) || content.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            int part = -1;
            foreach (JsonElement element in content.EnumerateArray())
            {
                part++;
                if (element.ValueKind == JsonValueKind.Object && OpenAIJson.TryGet(element, "image_url", out JsonElement url))
                {
                    bool isObject = url.ValueKind == JsonValueKind.Object;
                    if ((!isObject || OpenAIJson.TryGet(url, "url", out url)) && RemoteFiles.IsUrl(url))
                    {
                        yield return (url.GetString()!, $"messages[{message}].content[{part}].image_url{(isObject ? ".url" : "")}");
                    }
                }
            }
        }
    }
}
