using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Outcrop.Gateway.Tests.Configuration.Reload;

/// <summary>Whether a fault's path leads somewhere in the file it is of: to what is there, or to a member or item that is missing from what is there.</summary>
internal static partial class FaultPlace
{
    public static bool IsIn(string path, byte[] file)
    {
        JsonNode? node;
        try
        {
            ReadOnlySpan<byte> text = file.AsSpan().StartsWith("\uFEFF"u8) ? file.AsSpan(3) : file;
            node = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 1000 });
            _ = (node as JsonObject)?.Count;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // No JSON, or a member twice: then there is nothing to walk in.
            return path == "$" || file.Length > 0;
        }

        Match[] steps = Step().Matches(path[1..]).ToArray();
        if (string.Concat(steps.Select(static step => step.Value)) != path[1..])
        {
            return false;
        }

        for (int index = 0; index < steps.Length; index++)
        {
            bool isLast = index == steps.Length - 1;
            JsonNode? next = node switch
            {
                JsonObject found when !steps[index].Groups[3].Success => found[steps[index].Groups[1].Success ? steps[index].Groups[1].Value : steps[index].Groups[2].Value],
                JsonArray found when steps[index].Groups[3].Success && int.Parse(steps[index].Groups[3].Value, CultureInfo.InvariantCulture) is var item && item < found.Count => found[item],
                _ => null,
            };
            if (next is null && !isLast)
            {
                // One missing member may stand in for a whole missing section, no more.
                return index == steps.Length - 2 && node is JsonObject;
            }

            if (next is null && node is not JsonObject)
            {
                return node is JsonArray found && found.Count > 0;
            }

            node = next;
        }

        return true;
    }

    [GeneratedRegex(@"\G(?:\.([^.\[\]]+)|\['((?:[^']|'(?!\]))*)'\]|\[(\d+)\])")]
    private static partial Regex Step();
}
