using System.Text.Json;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>The URLs that a request, and what it continues, name in place of pictures and files.</summary>
internal static class ResponsesUrls
{
    /// <summary>Finds them. What is not of the right form is passed over here and refused where the request is read.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="history">The responses it continues.</param>
    public static IEnumerable<(string Url, string Path)> Find(JsonElement body, IReadOnlyList<StoredResponse> history)
    {
        // An iterator, so that nothing is gone through where nothing may be fetched.
        foreach ((string Url, string Path) url in FindAll(body, history))
        {
            yield return url;
        }
    }

    private static List<(string Url, string Path)> FindAll(JsonElement body, IReadOnlyList<StoredResponse> history)
    {
        var found = new List<(string Url, string Path)>();
        foreach (StoredResponse response in history)
        {
            foreach (StoredItem item in response.Input)
            {
                using JsonDocument document = OpenAIJson.Parse(item.Json);
                AddItem(document.RootElement, item.Id, found);
            }
        }

        if (OpenAIJson.TryGet(body, "input", out JsonElement input) && input.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (JsonElement item in input.EnumerateArray())
            {
                AddItem(item, $"input[{index++}]", found);
            }
        }

        return found;
    }

    private static void AddItem(JsonElement item, string path, List<(string Url, string Path)> found)
    {
        foreach (string name in (ReadOnlySpan<string>)["content", "output"])
        {
            if (item.ValueKind != JsonValueKind.Object || !OpenAIJson.TryGet(item, name, out JsonElement parts) || parts.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            int index = 0;
            foreach (JsonElement part in parts.EnumerateArray())
            {
                AddPart(part, $"{path}.{name}[{index++}]", found);
            }
        }
    }

    private static void AddPart(JsonElement part, string path, List<(string Url, string Path)> found)
    {
        foreach (string name in (ReadOnlySpan<string>)["image_url", "file_url"])
        {
            if (part.ValueKind != JsonValueKind.Object || !OpenAIJson.TryGet(part, name, out JsonElement url))
            {
                continue;
            }

            bool isObject = url.ValueKind == JsonValueKind.Object;
            if ((!isObject || OpenAIJson.TryGet(url, "url", out url)) && RemoteFiles.IsUrl(url))
            {
                found.Add((url.GetString()!, $"{path}.{name}{(isObject ? ".url" : "")}"));
            }
        }
    }
}
