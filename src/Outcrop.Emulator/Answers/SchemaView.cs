using System.Text.Json;

namespace Outcrop.Emulator.Answers;

/// <summary>Several schemas that a value must satisfy at once, seen as one: the strictest bound of all counts.</summary>
internal sealed class SchemaView
{
    /// <summary>Longer lists of values are not looked at to their end: comparing two of them takes the product of their lengths.</summary>
    private const int MostValues = 1024;

    private readonly List<JsonElement> _schemas = [];
    private IReadOnlyList<JsonElement>? _values;

    public int Count => _schemas.Count;

    /// <summary>The values it may have, where the schema names them.</summary>
    public IReadOnlyList<JsonElement> Values => _values ??= FindValues();

    public bool IsObject => Type == "object";

    /// <summary>Its type; where several are allowed the first that is not null, where none is told what its other members speak of.</summary>
    public string Type
    {
        get
        {
            if (Member("type") is { } type)
            {
                return type.ValueKind == JsonValueKind.Array
                    ? type.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()).FirstOrDefault(name => name != "null") ?? "null"
                    : type.ValueKind == JsonValueKind.String ? type.GetString()! : "string";
            }

            return Has("properties", "required", "additionalProperties", "minProperties") ? "object"
                : Has("items", "prefixItems", "minItems", "contains") ? "array"
                : Has("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf") ? "number"
                : "string";
        }
    }

    public IEnumerable<string> Required => _schemas.SelectMany(schema => Strings(schema, "required")).Concat(Dependent());

    public IEnumerable<string> PropertyNames => _schemas
        .Where(schema => schema.TryGetProperty("properties"u8, out JsonElement properties) && properties.ValueKind == JsonValueKind.Object)
        .SelectMany(schema => schema.GetProperty("properties"u8).EnumerateObject().Select(property => property.Name));

    public JsonElement Additional => Member("additionalProperties") is { ValueKind: JsonValueKind.Object } additional ? additional : default;

    /// <summary>Adds a schema, before anything is asked.</summary>
    public void Add(JsonElement schema) => _schemas.Add(schema);

    public JsonElement? Member(string name)
    {
        foreach (JsonElement schema in _schemas)
        {
            if (schema.TryGetProperty(name, out JsonElement value))
            {
                return value;
            }
        }

        return null;
    }

    public JsonElement Property(string name)
    {
        foreach (JsonElement schema in _schemas)
        {
            if (schema.TryGetProperty("properties"u8, out JsonElement properties) && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out JsonElement property))
            {
                return property;
            }
        }

        return Additional;
    }

    public IReadOnlyList<JsonElement> Elements(string name) => Member(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>The largest of the lower bounds of that name; 0 for none.</summary>
    public int Least(string name) => (int)Math.Min(Bounds(name).DefaultIfEmpty(0).Max(), 4096);

    /// <summary>The smallest of the upper bounds of that name.</summary>
    public int Most(string name) => (int)Math.Min(Bounds(name).DefaultIfEmpty(int.MaxValue).Min(), int.MaxValue);

    public IEnumerable<double> Bounds(string name)
    {
        foreach (JsonElement schema in _schemas)
        {
            if (schema.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number)
            {
                yield return value.GetDouble();
            }
        }
    }

    private bool Has(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Member(name) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private IReadOnlyList<JsonElement> FindValues()
    {
        if (Member("const") is { } constant)
        {
            return [constant];
        }

        // What every list of values has in common.
        List<JsonElement>? common = null;
        foreach (JsonElement schema in _schemas)
        {
            if (schema.TryGetProperty("enum"u8, out JsonElement values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0)
            {
                common = common is null ? [.. values.EnumerateArray().Take(MostValues)]
                    : common.FindAll(value => values.EnumerateArray().Take(MostValues).Any(other => JsonElement.DeepEquals(value, other)));
            }
        }

        return common ?? [];
    }

    /// <summary>Members that come along with those that are required.</summary>
    private List<string> Dependent()
    {
        var names = new List<string>();
        HashSet<string>? required = null;
        foreach (JsonElement schema in _schemas)
        {
            if (schema.TryGetProperty("dependentRequired"u8, out JsonElement dependent) && dependent.ValueKind == JsonValueKind.Object)
            {
                required ??= [.. _schemas.SelectMany(other => Strings(other, "required"))];
                foreach (JsonProperty property in dependent.EnumerateObject())
                {
                    if (required.Contains(property.Name))
                    {
                        names.AddRange(Strings(dependent, property.Name));
                    }
                }
            }
        }

        return names;
    }

    private static IEnumerable<string> Strings(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
            : [];
}
