using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules;

/// <summary>The list <c>anthropic_beta</c> among the vendor fields.</summary>
internal static class BetaFlags
{
    private const string Place = "/anthropic_beta";

    /// <summary>Adds a flag unless it is there.</summary>
    /// <param name="draft">The request.</param>
    /// <param name="flag">The flag.</param>
    public static void Add(RequestDraft draft, string flag)
    {
        using JsonDocument? present = draft.Field(Place) is { } raw ? JsonDocument.Parse(raw.Utf8) : null;
        bool list = present?.RootElement.ValueKind == JsonValueKind.Array;
        if (list && present!.RootElement.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals(flag)))
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartArray();
            if (list)
            {
                foreach (JsonElement item in present!.RootElement.EnumerateArray())
                {
                    item.WriteTo(writer);
                }
            }

            writer.WriteStringValue(flag);
            writer.WriteEndArray();
        }

        draft.SetField(Place, new RawJson(buffer.WrittenMemory));
        draft.Adjust(RequestDraft.FieldPath(Place), $"holds {flag}, which the effort needs");
    }
}
