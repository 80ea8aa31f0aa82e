using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>What a block or tool of this dialect has beside what the neutral model holds.</summary>
internal static class Remainder
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>
    /// Disposes of the members. Those that ask for nothing, such as the nulls that clients send back with what they were answered, are forgotten; Claude gets the others; other models do without, and that is reported.
    /// </summary>
    /// <param name="members">The members.</param>
    /// <param name="place">What they are members of, without its index: a caller with a hundred blocks is told once.</param>
    /// <param name="isClaude">Whether the model is Claude.</param>
    /// <param name="dropped">Told what was left out.</param>
    /// <returns>What stays, and the cache point that one of them stands for.</returns>
    public static (DialectMembers Kept, CachePointBlock? Cache) Of(DialectMembers members, string place, bool isClaude, List<string> dropped)
    {
        if (members.IsEmpty)
        {
            return (default, null);
        }

        using JsonDocument document = JsonDocument.Parse(members.Members.Utf8, Deep);
        bool asks = false;
        CachePointBlock? cache = null;
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (RequestJson.AsksForNothing(member.Value) || IsOrdinaryCaller(member))
            {
                continue;
            }

            asks = true;
            if (isClaude)
            {
                continue;
            }

            string name = $"{place}.{member.Name}";
            if (member.NameEquals("cache_control"u8))
            {
                // Its type and time are known; something beside them is not.
                cache = new CachePointBlock(RequestJson.Text(member.Value, "ttl", name));
                ReportUnknown(member.Value, name, dropped);
            }
            else if (!dropped.Contains(name))
            {
                dropped.Add(name);
            }
        }

        return (isClaude && asks ? members : default, cache);
    }

    /// <summary>That the model itself called its tool goes without saying.</summary>
    private static bool IsOrdinaryCaller(JsonProperty member) =>
        member.NameEquals("caller"u8) && member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("type", out JsonElement type)
        && type.ValueKind == JsonValueKind.String && type.ValueEquals("direct"u8);

    private static void ReportUnknown(JsonElement control, string path, List<string> dropped)
    {
        foreach (JsonProperty member in control.EnumerateObject())
        {
            string name = $"{path}.{member.Name}";
            if (member.Name is not ("type" or "ttl") && !RequestJson.AsksForNothing(member.Value) && !dropped.Contains(name))
            {
                dropped.Add(name);
            }
        }
    }
}
