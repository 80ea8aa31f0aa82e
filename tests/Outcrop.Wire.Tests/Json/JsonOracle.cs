using System.Text.Json;
using System.Text.Unicode;

namespace Outcrop.Wire.Tests.Json;

/// <summary>What System.Text.Json's document model says about a body: a second opinion that shares no code path of ours.</summary>
internal static class JsonOracle
{
    public static bool Accepts(byte[] body)
    {
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
            return document.RootElement.ValueKind == JsonValueKind.Object && Decodes(document.RootElement)
                && document.RootElement.EnumerateObject().GroupBy(member => member.Name).All(group => group.Count() == 1);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The members of an object in their order, values as they stand.</summary>
    public static List<(string Name, string Raw)> Members(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
        return [.. document.RootElement.EnumerateObject().Select(member => (member.Name, member.Value.GetRawText()))];
    }

    private static bool Decodes(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && Decodes(member.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(Decodes),
                JsonValueKind.String => element.GetString() is not null,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => true,
                JsonValueKind.Undefined => false,
                _ => false,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
