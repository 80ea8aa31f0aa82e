using System.Text.Json.Nodes;

namespace Outcrop.Bedrock.Catalog;

/// <summary>Joins JSON objects member by member, as RFC 7386 does; lists are replaced whole.</summary>
internal static class JsonPatch
{
    /// <summary>Writes a patch over an object.</summary>
    /// <param name="target">Changed.</param>
    /// <param name="patch">Only read.</param>
    /// <param name="keepNulls">Whether a null stays as a statement of its own instead of taking the member away.</param>
    public static void Apply(JsonObject target, JsonObject patch, bool keepNulls)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is null && !keepNulls)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner && target[name] is JsonObject existing)
            {
                Apply(existing, inner, keepNulls);
            }
            else
            {
                // A null deep inside a new member says nothing there, unless statements are only collected.
                target[name] = keepNulls || value is not JsonObject fresh ? value?.DeepClone() : WithoutNulls(fresh);
            }
        }
    }

    /// <summary>Copies an object without its nulls, at any depth.</summary>
    /// <param name="value">Only read.</param>
    public static JsonObject WithoutNulls(JsonObject value)
    {
        var copy = new JsonObject();
        Apply(copy, value, keepNulls: false);
        return copy;
    }
}
