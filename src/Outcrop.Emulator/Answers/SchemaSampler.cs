using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Answers;

/// <summary>Makes up arguments that satisfy a JSON schema: the required members, each in the simplest way.</summary>
internal sealed class SchemaSampler
{
    private const int DeepestNesting = 16;

    private readonly JsonElement _root;
    private readonly string _userText;

    private SchemaSampler(JsonElement root, string userText)
    {
        _root = root;
        _userText = userText;
    }

    /// <param name="schema">The schema; an empty object without one.</param>
    /// <param name="userText">What the user said; strings that ask for a text are filled with it.</param>
    public static string Sample(JsonElement? schema, string userText)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } root)
        {
            return "{}";
        }

        using var buffer = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            new SchemaSampler(root, userText).WriteObject(json, root, 0);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteValue(Utf8JsonWriter json, JsonElement schema, string name, int depth)
    {
        schema = Follow(schema);
        if (schema.ValueKind != JsonValueKind.Object || depth > DeepestNesting)
        {
            json.WriteStringValue("sample");
            return;
        }

        if (schema.TryGetProperty("const"u8, out JsonElement value) || schema.TryGetProperty("default"u8, out value))
        {
            value.WriteTo(json);
            return;
        }

        if ((schema.TryGetProperty("enum"u8, out JsonElement allowed) || schema.TryGetProperty("examples"u8, out allowed))
            && allowed.ValueKind == JsonValueKind.Array && allowed.GetArrayLength() > 0)
        {
            allowed[0].WriteTo(json);
            return;
        }

        foreach (string choice in (ReadOnlySpan<string>)["anyOf", "oneOf", "allOf"])
        {
            if (schema.TryGetProperty(choice, out JsonElement options) && options.ValueKind == JsonValueKind.Array && options.GetArrayLength() > 0)
            {
                WriteValue(json, options[0], name, depth + 1);
                return;
            }
        }

        switch (TypeOf(schema))
        {
            case "object":
                WriteObject(json, schema, depth + 1);
                break;
            case "array":
                WriteArray(json, schema, name, depth + 1);
                break;
            case "integer":
                json.WriteNumberValue((long)Math.Ceiling(Number(schema, 1)));
                break;
            case "number":
                json.WriteNumberValue(Number(schema, 1.5));
                break;
            case "boolean":
                json.WriteBooleanValue(true);
                break;
            case "null":
                json.WriteNullValue();
                break;
            default:
                json.WriteStringValue(StringFor(schema, name));
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter json, JsonElement schema, int depth)
    {
        json.WriteStartObject();
        if (schema.TryGetProperty("required"u8, out JsonElement required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement member in required.EnumerateArray())
            {
                string name = member.GetString() ?? "";
                json.WritePropertyName(name);
                JsonElement property = schema.TryGetProperty("properties"u8, out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
                    && properties.TryGetProperty(name, out JsonElement found) ? found : default;
                WriteValue(json, property, name, depth);
            }
        }

        json.WriteEndObject();
    }

    private void WriteArray(Utf8JsonWriter json, JsonElement schema, string name, int depth)
    {
        int count = schema.TryGetProperty("minItems"u8, out JsonElement least) && least.TryGetInt32(out int value) ? Math.Clamp(value, 1, 32) : 1;
        json.WriteStartArray();
        for (int i = 0; i < count; i++)
        {
            WriteValue(json, schema.TryGetProperty("items"u8, out JsonElement items) ? items : default, name, depth);
        }

        json.WriteEndArray();
    }

    private string StringFor(JsonElement schema, string name)
    {
        string text = (schema.TryGetProperty("format"u8, out JsonElement format) ? format.GetString() : null) switch
        {
            "date-time" => "2026-01-01T00:00:00Z",
            "date" => "2026-01-01",
            "time" => "00:00:00Z",
            "email" => "user@example.com",
            "uri" or "url" => "https://example.com/",
            "uuid" => "00000000-0000-4000-8000-000000000000",
            _ => name is "query" or "text" or "message" or "prompt" or "input" or "question" && _userText.Length > 0 ? _userText : "sample",
        };
        if (schema.TryGetProperty("minLength"u8, out JsonElement least) && least.TryGetInt32(out int shortest) && text.Length < shortest)
        {
            text = text.PadRight(Math.Min(shortest, 4096), 'x');
        }

        return schema.TryGetProperty("maxLength"u8, out JsonElement most) && most.TryGetInt32(out int longest) && text.Length > longest ? text[..Math.Max(0, longest)] : text;
    }

    private static double Number(JsonElement schema, double usual)
    {
        double value = usual;
        if (schema.TryGetProperty("minimum"u8, out JsonElement least) && least.TryGetDouble(out double minimum))
        {
            value = Math.Max(value, minimum);
        }

        if (schema.TryGetProperty("exclusiveMinimum"u8, out JsonElement above) && above.ValueKind == JsonValueKind.Number)
        {
            value = Math.Max(value, above.GetDouble() + 1);
        }

        return schema.TryGetProperty("maximum"u8, out JsonElement most) && most.TryGetDouble(out double maximum) ? Math.Min(value, maximum) : value;
    }

    private static string? TypeOf(JsonElement schema)
    {
        if (schema.TryGetProperty("type"u8, out JsonElement type))
        {
            return type.ValueKind == JsonValueKind.Array ? (type.GetArrayLength() > 0 ? type[0].GetString() : null) : type.GetString();
        }

        return schema.TryGetProperty("properties"u8, out _) ? "object" : null;
    }

    /// <summary>Local references only, as <c>#/$defs/Name</c>.</summary>
    private JsonElement Follow(JsonElement schema)
    {
        for (int hops = 0; hops < DeepestNesting && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref"u8, out JsonElement reference); hops++)
        {
            JsonElement target = _root;
            foreach (string part in (reference.GetString() ?? "").TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(part, out target))
                {
                    return default;
                }
            }

            schema = target;
        }

        return schema;
    }
}
