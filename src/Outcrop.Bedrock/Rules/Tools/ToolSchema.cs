using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Inference;

namespace Outcrop.Bedrock.Rules.Tools;

/// <summary>
/// What describes a tool's arguments. Bedrock and Claude want it to say that they are an object: "The value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: object." Tools without arguments
/// often have a schema that says nothing at all, and MCP servers leave the type out.
/// </summary>
internal static class ToolSchema
{
    private static readonly RawJson s_object = RawJson.Parse("\"object\"");
    private static readonly RawJson s_anything = RawJson.Parse("""{"type":"object"}""");

    /// <summary>The schema with the type that it does not name; <see langword="null"/> where it names one, or is no schema.</summary>
    /// <param name="schema">The schema.</param>
    public static RawJson? Complete(RawJson schema)
    {
        if (schema.IsEmpty)
        {
            return s_anything;
        }

        var reader = new Utf8JsonReader(schema.Utf8.Span, ConverseJson.ReaderOptions);
        reader.Read();
        if (reader.TokenType is JsonTokenType.Null or JsonTokenType.True)
        {
            return s_anything;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType && reader.TokenType != JsonTokenType.Null)
            {
                return null;
            }

            reader.Skip();
        }

        return VendorFields.Set(schema, "/type", s_object);
    }
}
