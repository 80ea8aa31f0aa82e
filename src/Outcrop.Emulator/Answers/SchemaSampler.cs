using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Answers;

/// <summary>
/// Makes up a value that satisfies a JSON schema: the required members, each in the simplest way. The same schema and text give the same value. What no
/// value can satisfy, or only one beyond the budget, gets one that ends early.
/// </summary>
internal sealed class SchemaSampler
{
    /// <summary>Behind it nothing is written that is not required.</summary>
    private const int DeepestOption = 16;

    /// <summary>As deep as a schema can say it member by member, within the depth that JSON readers take.</summary>
    private const int DeepestNesting = 30;

    /// <summary>How many references and parts follow one another, and how many there are together.</summary>
    private const int MostHops = 16;

    private const int MostParts = 64;

    private const int UsualItems = 64;

    private readonly Dictionary<string, JsonElement> _followed = new(StringComparer.Ordinal);
    private readonly SampleBudget _budget = new();
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
    /// <exception cref="AwsErrorException">The schema holds half a surrogate pair, which is no text.</exception>
    public static string Sample(JsonElement? schema, string userText, bool anyType = false)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } root)
        {
            return "{}";
        }

        try
        {
            return Sample(root, userText, anyType);
        }
        catch (InvalidOperationException)
        {
            throw new AwsErrorException(AwsError.Validation("The JSON schema cannot be read."));
        }
    }

    private static string Sample(JsonElement root, string userText, bool anyType)
    {
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
        if (depth > DeepestNesting || !_budget.TryTakeValue(json))
        {
            WriteLeast(json, schema);
            return;
        }

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
                double number = NumberSampler.Number(view, variant);
                json.WriteNumberValue(double.IsFinite(number) ? number : 0);
                break;
            case "boolean":
                json.WriteBooleanValue(variant % 2 == 0);
                break;
            case "null":
                json.WriteNullValue();
                break;
            default:
                json.WriteStringValue(StringSampler.Sample(view, name, _userText, variant, _budget));
                break;
        }
    }

    /// <summary>The smallest value of the type that the schema itself names.</summary>
    private static void WriteLeast(Utf8JsonWriter json, JsonElement schema)
    {
        string? type = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type"u8, out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        switch (type)
        {
            case "object":
                json.WriteStartObject();
                json.WriteEndObject();
                break;
            case "array":
                json.WriteStartArray();
                json.WriteEndArray();
                break;
            case "integer" or "number":
                json.WriteNumberValue(0);
                break;
            case "boolean":
                json.WriteBooleanValue(true);
                break;
            case "string":
                json.WriteStringValue(""u8);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter json, SchemaView view, int depth)
    {
        json.WriteStartObject();
        var written = new HashSet<string>(StringComparer.Ordinal);
        int least = view.Least("minProperties");
        foreach (string name in view.Required)
        {
            if (_budget.IsSpent(json))
            {
                break;
            }

            WriteMember(json, view, name, depth, written);
        }

        // More members than are required may still be needed.
        foreach (string name in depth < DeepestOption ? view.PropertyNames : [])
        {
            if (written.Count >= least || _budget.IsSpent(json))
            {
                break;
            }

            WriteMember(json, view, name, depth, written);
        }

        for (int i = 0; written.Count < least && !_budget.IsSpent(json); i++)
        {
            WriteMember(json, view, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"extra{i}"), depth, written);
        }

        json.WriteEndObject();
    }

    private void WriteMember(Utf8JsonWriter json, SchemaView view, string name, int depth, HashSet<string> written)
    {
        if (written.Add(name))
        {
            json.WritePropertyName(name);
            WriteValue(json, view.Property(name), name, depth, 0);
        }
    }

    private void WriteArray(Utf8JsonWriter json, SchemaView view, string name, int depth)
    {
        IReadOnlyList<JsonElement> first = view.Elements("prefixItems");
        bool contains = view.Member("contains") is not null;
        int usual = depth < DeepestOption ? Math.Clamp(first.Count, 1, UsualItems) : 0;
        int count = Math.Min(Math.Max(view.Least("minItems"), usual), view.Most("maxItems"));
        json.WriteStartArray();
        for (int i = 0; i < count && !_budget.IsSpent(json); i++)
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
        if (schema.ValueKind != JsonValueKind.Object || hops > MostHops || view.Count >= MostParts)
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
        if (_followed.TryGetValue(reference, out JsonElement known))
        {
            return known;
        }

        JsonElement target = Find(reference);
        _followed.Add(reference, target);
        return target;
    }

    private JsonElement Find(string reference)
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
