using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Explain;

/// <summary>Takes a refused parameter out of a request, so that what else is wrong with it shows. Places in lists stay what they were.</summary>
internal static class RequestPruning
{
    /// <summary>A copy of a request without a parameter.</summary>
    /// <param name="request">The request; not changed.</param>
    /// <param name="path">The parameter.</param>
    /// <returns><see langword="null"/> when the request would be none without it.</returns>
    public static ConverseRequest? Without(ConverseRequest request, string path)
    {
        JsonNode? root = JsonNode.Parse(request.ToJson().Utf8.Span, documentOptions: ConverseJson.DocumentOptions);
        if (root is not JsonObject body || !Remove(body, path))
        {
            return path.StartsWith("reasoning.", StringComparison.Ordinal) ? WithBeyondTheWire(request.Copy(), request, path) : null;
        }

        return WithBeyondTheWire(ConverseRequest.FromJson(RawJson.Parse(body.ToJsonString()), request.ModelId), request, path);
    }

    private static bool Remove(JsonObject body, string path)
    {
        JsonNode current = body;
        string[] names = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        for (int i = 0; i < names.Length; i++)
        {
            bool last = i == names.Length - 1;
            if (current is JsonArray list)
            {
                // A block or a tool goes whole; another takes its place.
                int place = int.TryParse(names[i].Trim('[', ']'), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Count ? index : -1;
                if (place < 0 || (names[0] == "messages" && i < 3))
                {
                    if (place < 0 || last)
                    {
                        return false;
                    }

                    current = list[place]!;
                    continue;
                }

                list[place] = Stand(names[0], place);
                return true;
            }

            if (current is not JsonObject members || !members.TryGetPropertyValue(names[i], out JsonNode? next))
            {
                return false;
            }

            if (last || next is null || (names[0] is not ("messages" or "system" or "toolConfig" or "inferenceConfig" or "additionalModelRequestFields")))
            {
                return names[0] != "messages" && members.Remove(names[i]);
            }

            current = next;
        }

        return false;
    }

    private static JsonNode Stand(string member, int place)
    {
        var schema = new JsonObject { ["json"] = new JsonObject { ["type"] = "object" } };
        return member == "toolConfig"
            ? new JsonObject { ["toolSpec"] = new JsonObject { ["name"] = string.Create(CultureInfo.InvariantCulture, $"left_out_{place}"), ["inputSchema"] = schema } }
            : new JsonObject { ["text"] = "(left out)" };
    }

    /// <summary>Puts back what Converse's body has no name for, unless that is what goes.</summary>
    private static ConverseRequest WithBeyondTheWire(ConverseRequest pruned, ConverseRequest request, string path)
    {
        pruned.Reasoning = path.StartsWith("reasoning.", StringComparison.Ordinal) ? null : request.Reasoning;
        if (request.InferenceConfig?.TopK is { } topK && path != "inferenceConfig.topK")
        {
            pruned.InferenceConfig = (pruned.InferenceConfig ?? new InferenceConfiguration()) with { TopK = topK };
        }

        return pruned;
    }
}
