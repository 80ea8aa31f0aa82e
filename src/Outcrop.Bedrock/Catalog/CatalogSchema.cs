using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Outcrop.Bedrock.Catalog;

/// <summary>
/// Holds a catalogue's file against models.schema.json and tells every fault at once. Knows the words of JSON Schema that the schema uses, and refuses a schema with others. Immutable, thread-safe.
/// Source: https://json-schema.org/draft/2020-12/json-schema-validation.
/// </summary>
internal sealed class CatalogSchema
{
    private const string Resource = "Outcrop.Bedrock.Catalog.models.schema.json";
    private static readonly Lazy<CatalogSchema> s_default = new(Load);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly JsonElement _root;

    /// <summary>Takes a schema.</summary>
    /// <param name="root">Its JSON.</param>
    public CatalogSchema(JsonElement root) => _root = root;

    /// <summary>The schema that ships.</summary>
    public static CatalogSchema Default => s_default.Value;

    /// <summary>Checks a file.</summary>
    /// <param name="file">Its JSON.</param>
    /// <param name="faults">Told every fault.</param>
    public void Check(JsonElement file, ICollection<ModelCatalogFault> faults) => Check(file, _root, "$", faults);

    private void Check(JsonElement value, JsonElement schema, string path, ICollection<ModelCatalogFault> faults)
    {
        foreach (JsonProperty word in schema.EnumerateObject())
        {
            switch (word.Name)
            {
                case "$ref":
                    Check(value, _root.GetProperty("$defs").GetProperty(word.Value.GetString()!["#/$defs/".Length..]), path, faults);
                    break;
                case "type":
                    if (!HasType(value, word.Value))
                    {
                        // Nothing else that is said of it can be right then.
                        faults.Add(new ModelCatalogFault(path, $"Expected {Expected(word.Value)}, found {Found(value)}."));
                        return;
                    }

                    break;
                case "enum":
                    CheckEnum(value, word.Value, path, faults);
                    break;
                case "properties":
                    CheckMembers(value, schema, path, faults);
                    break;
                case "required":
                    CheckRequired(value, word.Value, path, faults);
                    break;
                case "items":
                    CheckItems(value, word.Value, path, faults);
                    break;
                case "minLength" or "pattern" or "format":
                    CheckText(value, word, path, faults);
                    break;
                case "minimum" or "exclusiveMinimum" or "maximum":
                    CheckNumber(value, word, path, faults);
                    break;
                case "additionalProperties":
                    CheckOthers(value, schema, word.Value, path, faults);
                    break;
                case "$schema" or "$id" or "$defs" or "title" or "description":
                    break;
                default:
                    throw new NotSupportedException($"The catalogue's schema has the word {word.Name}, which is not checked.");
            }
        }
    }

    private static void CheckEnum(JsonElement value, JsonElement allowed, string path, ICollection<ModelCatalogFault> faults)
    {
        if (value.ValueKind == JsonValueKind.String && !allowed.EnumerateArray().Any(one => one.ValueEquals(value.GetString())))
        {
            faults.Add(new ModelCatalogFault(path, $"\"{value.GetString()}\" is none of {string.Join(", ", allowed.EnumerateArray().Select(one => one.GetString()))}."));
        }
    }

    private void CheckMembers(JsonElement value, JsonElement schema, string path, ICollection<ModelCatalogFault> faults)
    {
        JsonElement known = schema.GetProperty("properties");
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                if (known.TryGetProperty(member.Name, out JsonElement one))
                {
                    Check(member.Value, one, $"{path}.{member.Name}", faults);
                }
            }
        }
    }

    private void CheckOthers(JsonElement value, JsonElement schema, JsonElement others, string path, ICollection<ModelCatalogFault> faults)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        bool hasKnown = schema.TryGetProperty("properties", out JsonElement known);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (hasKnown && known.TryGetProperty(member.Name, out _))
            {
                continue;
            }

            if (others.ValueKind == JsonValueKind.Object)
            {
                Check(member.Value, others, $"{path}.{member.Name}", faults);
            }
            else
            {
                string names = hasKnown ? string.Join(", ", known.EnumerateObject().Select(one => one.Name)) : "none";
                faults.Add(new ModelCatalogFault($"{path}.{member.Name}", $"Unknown member. Known: {names}."));
            }
        }
    }

    private static void CheckRequired(JsonElement value, JsonElement required, string path, ICollection<ModelCatalogFault> faults)
    {
        foreach (JsonElement name in required.EnumerateArray())
        {
            if (value.ValueKind == JsonValueKind.Object && !value.TryGetProperty(name.GetString()!, out _))
            {
                faults.Add(new ModelCatalogFault($"{path}.{name.GetString()}", "Missing."));
            }
        }
    }

    private void CheckItems(JsonElement value, JsonElement schema, string path, ICollection<ModelCatalogFault> faults)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            int i = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                Check(item, schema, $"{path}[{i++}]", faults);
            }
        }
    }

    private static void CheckText(JsonElement value, JsonProperty word, string path, ICollection<ModelCatalogFault> faults)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return;
        }

        string text = value.GetString()!;
        string? fault = word.Name switch
        {
            "minLength" => text.Length >= word.Value.GetInt32() ? null : "must not be empty",
            "pattern" => Regex.IsMatch(text, word.Value.GetString()!, RegexOptions.CultureInvariant, s_patience) ? null : $"must match {word.Value.GetString()}",
            "format" when word.Value.ValueEquals("date") => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "must be a date yyyy-MM-dd",
            "format" when word.Value.ValueEquals("regex") => IsRegex(text) ? null : "must be a regular expression",
            _ => throw new NotSupportedException($"The catalogue's schema has the format {word.Value}, which is not checked."),
        };
        if (fault is not null)
        {
            faults.Add(new ModelCatalogFault(path, $"\"{text}\" {fault}."));
        }
    }

    private static void CheckNumber(JsonElement value, JsonProperty word, string path, ICollection<ModelCatalogFault> faults)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            double number = value.GetDouble();
            double limit = word.Value.GetDouble();
            (bool holds, string rule) = word.Name switch
            {
                "minimum" => (number >= limit, "at least"),
                "maximum" => (number <= limit, "at most"),
                _ => (number > limit, "more than"),
            };
            if (!holds)
            {
                faults.Add(new ModelCatalogFault(path, string.Create(CultureInfo.InvariantCulture, $"{number} must be {rule} {limit}.")));
            }
        }
    }

    private static bool IsRegex(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.CultureInvariant, s_patience);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool HasType(JsonElement value, JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(one => HasType(value, one)) : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _),
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => throw new NotSupportedException($"The catalogue's schema has the type {type}, which is not checked."),
        };

    private static string Expected(JsonElement type) => type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray().Select(one => one.GetString())) : type.GetString()!;

    private static string Found(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => $"the number {value.GetRawText()}",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };

    private static CatalogSchema Load()
    {
        using Stream stream = typeof(CatalogSchema).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        using JsonDocument document = JsonDocument.Parse(stream);
        return new CatalogSchema(document.RootElement.Clone());
    }
}
