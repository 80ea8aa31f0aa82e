using System.Text;
using System.Text.Json;

namespace Outcrop.Emulator.Faults;

/// <summary>What a request says, whatever family's body it is: the strings of its last message, or all of them where there are no messages.</summary>
internal static class RequestText
{
    public static string Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
            var text = new StringBuilder();
            Add(text, Said(document.RootElement), null);
            return text.ToString();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // No JSON, or strings that are no text: a form of STS, or a fault that the operation itself refuses.
            return Encoding.UTF8.GetString(body.Span);
        }
    }

    private static JsonElement Said(JsonElement body)
    {
        foreach (string name in (ReadOnlySpan<string>)["messages", "input"])
        {
            if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out JsonElement turns) && turns.ValueKind == JsonValueKind.Array && turns.GetArrayLength() > 0)
            {
                return turns[turns.GetArrayLength() - 1];
            }
        }

        return body;
    }

    private static void Add(StringBuilder text, JsonElement value, string? name)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                // Media is no text, and may be megabytes of it.
                if (name is not ("bytes" or "data" or "role" or "type"))
                {
                    text.Append(text.Length > 0 ? "\n" : "").Append(value.GetString());
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    Add(text, property.Value, property.Name);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Add(text, item, name);
                }

                break;
            case JsonValueKind.Undefined or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
            default:
                break;
        }
    }
}
