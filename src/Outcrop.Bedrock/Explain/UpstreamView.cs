using System.Globalization;
using System.Text.Json;

namespace Outcrop.Bedrock.Explain;

/// <summary>An upstream request that paths can be looked up in.</summary>
/// <param name="body">Its body.</param>
/// <param name="headers">Its headers.</param>
internal sealed class UpstreamView(JsonElement body, IReadOnlyList<KeyValuePair<string, string>> headers)
{
    private const string Header = "header ";

    /// <summary>The body.</summary>
    public JsonElement Body => body;

    /// <summary>Whether something stands at a place: a path in the body, <c>header NAME</c>, or <c>path</c>, where the model always stands.</summary>
    /// <param name="place">The place.</param>
    public bool Has(string place)
    {
        if (place.StartsWith(Header, StringComparison.Ordinal))
        {
            return headers.Any(header => header.Key.Equals(place[Header.Length..], StringComparison.OrdinalIgnoreCase));
        }

        return place == "path" || Find(body, place) is not null;
    }

    /// <summary>The value at a path; the first where a place of a list is left open.</summary>
    /// <param name="path">The path.</param>
    public JsonElement? Find(string path) => Find(body, path);

    private static JsonElement? Find(JsonElement value, ReadOnlySpan<char> path)
    {
        while (!path.IsEmpty)
        {
            if (path[0] == '[')
            {
                int close = path.IndexOf(']');
                ReadOnlySpan<char> place = path[1..close];
                path = path[(close + 1)..];
                if (value.ValueKind != JsonValueKind.Array)
                {
                    return null;
                }

                if (place.IsEmpty)
                {
                    return FindAny(value, path);
                }

                int index = int.Parse(place, CultureInfo.InvariantCulture);
                if (index >= value.GetArrayLength())
                {
                    return null;
                }

                value = value[index];
                continue;
            }

            path = path[0] == '.' ? path[1..] : path;
            int end = path.IndexOfAny('.', '[');

            // A name of the caller's own may have a dot in it.
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(path, out JsonElement whole))
            {
                return whole;
            }

            ReadOnlySpan<char> name = end < 0 ? path : path[..end];
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }

            path = end < 0 ? [] : path[end..];
        }

        return value;
    }

    private static JsonElement? FindAny(JsonElement list, ReadOnlySpan<char> rest)
    {
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (Find(item, rest) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
