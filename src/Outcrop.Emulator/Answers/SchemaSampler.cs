using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Answers;

/// <summary>Makes up a value that satisfies a JSON schema: the required members, each in the simplest way. The same schema and text give the same value.</summary>
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
    /// <param name="anyType">Whether the whole may be something other than an object, as tool arguments never are.</param>
    public static string Sample(JsonElement? schema, string userText, bool anyType = false)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } root)
        {
            return "{}";
        }

        using var buffer = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            var sampler = new SchemaSampler(root, userText);
            SchemaView view = sampler.View(root, 0);
            if (anyType && (!view.IsObject || view.Values.Count > 0))
            {
                sampler.WriteValue(json, root, "", 0, 0);
            }
            else
            {
                sampler.WriteObject(json, view, 0);
            }
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteValue(Utf8JsonWriter json, JsonElement schema, string name, int depth, int variant)
    {
        SchemaView view = View(schema, depth);
        if (view.Values.Count > 0)
        {
            view.Values[variant % view.Values.Count].WriteTo(json);
            return;
        }

        switch (view.Type)
        {
            case "object":
                WriteObject(json, view, depth + 1);
                break;
            case "array":
                WriteArray(json, view, name, depth + 1);
                break;
            case "integer":
                json.WriteNumberValue((long)NumberSampler.Integer(view, variant));
                break;
            case "number":
                json.WriteNumberValue(NumberSampler.Number(view, variant));
                break;
            case "boolean":
                json.WriteBooleanValue(variant % 2 == 0);
                break;
            case "null":
                json.WriteNullValue();
                break;
            default:
                json.WriteStringValue(StringSampler.Sample(view, name, _userText, variant));
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter json, SchemaView view, int depth)
    {
        json.WriteStartObject();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in view.Required)
        {
            if (written.Add(name))
            {
                json.WritePropertyName(name);
                WriteValue(json, view.Property(name), name, depth, 0);
            }
        }

        // More members than are required may still be needed.
        foreach (string name in view.PropertyNames)
        {
            if (written.Count < view.Least("minProperties") && depth < DeepestNesting && written.Add(name))
            {
                json.WritePropertyName(name);
                WriteValue(json, view.Property(name), name, depth, 0);
            }
        }

        for (int i = 0; written.Count < view.Least("minProperties"); i++)
        {
            string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"extra{i}");
            if (written.Add(name))
            {
                json.WritePropertyName(name);
                WriteValue(json, view.Additional, name, depth, 0);
            }
        }

        json.WriteEndObject();
    }

    private void WriteArray(Utf8JsonWriter json, SchemaView view, string name, int depth)
    {
        IReadOnlyList<JsonElement> first = view.Elements("prefixItems");
        bool contains = view.Member("contains") is not null;
        int count = Math.Clamp(view.Least("minItems"), depth < DeepestNesting && view.Most("maxItems") > 0 ? Math.Max(1, first.Count) : 0, 64);
        count = Math.Min(count, view.Most("maxItems"));
        json.WriteStartArray();
        for (int i = 0; i < count; i++)
        {
            // Items that must differ take their variants one after the other.
            JsonElement item = i < first.Count ? first[i] : contains && i == first.Count ? view.Member("contains")!.Value : view.Member("items") ?? default;
            WriteValue(json, item, name, depth, view.Member("uniqueItems") is { ValueKind: JsonValueKind.True } ? i : 0);
        }

        json.WriteEndArray();
    }

    /// <summary>A schema with its references followed and its parts and first choices laid over one another.</summary>
    private SchemaView View(JsonElement schema, int depth)
    {
        var view = new SchemaView();
        Collect(schema, view, depth, 0);
        return view;
    }

    private void Collect(JsonElement schema, SchemaView view, int depth, int hops)
    {
        if (schema.ValueKind != JsonValueKind.Object || hops > DeepestNesting)
        {
            return;
        }

        view.Add(schema);
        if (schema.TryGetProperty("$ref"u8, out JsonElement reference) && reference.ValueKind == JsonValueKind.String)
        {
            Collect(Follow(reference.GetString()!), view, depth, hops + 1);
        }

        if (schema.TryGetProperty("allOf"u8, out JsonElement parts) && parts.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement part in parts.EnumerateArray())
            {
                Collect(part, view, depth, hops + 1);
            }
        }

        foreach (string choice in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(choice, out JsonElement options) && options.ValueKind == JsonValueKind.Array && options.GetArrayLength() > 0)
            {
                Collect(Choose(options, depth), view, depth, hops + 1);
            }
        }
    }

    /// <summary>Deep down the choice without members of its own is taken, or a schema that holds itself would never end.</summary>
    private JsonElement Choose(JsonElement options, int depth)
    {
        foreach (JsonElement option in depth > 2 ? options.EnumerateArray() : default)
        {
            if (option.ValueKind == JsonValueKind.Object && !option.TryGetProperty("$ref"u8, out _)
                && !(option.TryGetProperty("type"u8, out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() is "object" or "array"))
            {
                return option;
            }
        }

        return options[0];
    }

    /// <summary>Local references only, as <c>#/$defs/Name</c>.</summary>
    private JsonElement Follow(string reference)
    {
        JsonElement target = _root;
        foreach (string part in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind == JsonValueKind.Array && int.TryParse(name, out int index) && index < target.GetArrayLength())
            {
                target = target[index];
            }
            else if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target))
            {
                return default;
            }
        }

        return target;
    }
}
