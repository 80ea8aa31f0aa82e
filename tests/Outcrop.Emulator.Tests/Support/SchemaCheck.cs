using System.Text.Json;
using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Tests.Support;

/// <summary>A small JSON schema validator for tests: the keywords that tools and structured output use.</summary>
internal static class SchemaCheck
{
    public static List<string> Faults(JsonElement schema, JsonElement value) => [.. Check(schema, value, schema, "")];

    private static IEnumerable<string> Check(JsonElement schema, JsonElement value, JsonElement root, string at)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (JsonProperty rule in schema.EnumerateObject())
        {
            foreach (string fault in Rule(rule, schema, value, root, at))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> Rule(JsonProperty rule, JsonElement schema, JsonElement value, JsonElement root, string at)
    {
        JsonElement said = rule.Value;
        double number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        int items = value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : -1;
        int members = value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Count() : -1;
        bool fails = rule.Name switch
        {
            "type" => said.ValueKind == JsonValueKind.Array ? !said.EnumerateArray().Any(type => Is(value, type.GetString()!)) : !Is(value, said.GetString()!),
            "const" => !JsonElement.DeepEquals(said, value),
            "enum" => !said.EnumerateArray().Any(other => JsonElement.DeepEquals(other, value)),
            "minimum" => number < said.GetDouble(),
            "maximum" => number > said.GetDouble(),
            "exclusiveMinimum" => number <= said.GetDouble(),
            "exclusiveMaximum" => number >= said.GetDouble(),
            "multipleOf" => !double.IsNaN(number) && Math.Abs(Math.IEEERemainder(number, said.GetDouble())) > 1e-9,
            "minLength" => text?.Length < said.GetInt32(),
            "maxLength" => text?.Length > said.GetInt32(),
            "pattern" => text is not null && !Regex.IsMatch(text, said.GetString()!),
            "minItems" => items >= 0 && items < said.GetInt32(),
            "maxItems" => items > said.GetInt32(),
            "uniqueItems" => items > 1 && value.EnumerateArray().Select(item => item.GetRawText()).Distinct().Count() < items,
            "minProperties" => members >= 0 && members < said.GetInt32(),
            "required" => members >= 0 && said.EnumerateArray().Any(name => !value.TryGetProperty(name.GetString()!, out _)),
            "dependentRequired" => members >= 0 && said.EnumerateObject().Any(pair => value.TryGetProperty(pair.Name, out _) && pair.Value.EnumerateArray().Any(name => !value.TryGetProperty(name.GetString()!, out _))),
            "anyOf" => said.EnumerateArray().All(option => Check(option, value, root, at).Any()),
            "oneOf" => said.EnumerateArray().Count(option => !Check(option, value, root, at).Any()) != 1,
            _ => false,
        };
        if (fails)
        {
            yield return $"{at}: {rule.Name}";
        }

        IEnumerable<string> inner = rule.Name switch
        {
            "allOf" => said.EnumerateArray().SelectMany(part => Check(part, value, root, at)),
            "$ref" => Check(said.GetString()!.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (node, part) => node.GetProperty(part)), value, root, at),
            "properties" when members >= 0 => said.EnumerateObject().Where(pair => value.TryGetProperty(pair.Name, out _)).SelectMany(pair => Check(pair.Value, value.GetProperty(pair.Name), root, $"{at}/{pair.Name}")),
            "additionalProperties" when members >= 0 => value.EnumerateObject().Where(pair => !(schema.TryGetProperty("properties", out JsonElement known) && known.TryGetProperty(pair.Name, out _)))
                .SelectMany(pair => said.ValueKind == JsonValueKind.False ? [$"{at}/{pair.Name}: not allowed"] : Check(said, pair.Value, root, $"{at}/{pair.Name}")),
            "items" when items >= 0 => value.EnumerateArray().Skip(schema.TryGetProperty("prefixItems", out JsonElement first) ? first.GetArrayLength() : 0).SelectMany(item => Check(said, item, root, at + "/item")),
            "prefixItems" when items >= 0 => said.EnumerateArray().Zip(value.EnumerateArray()).SelectMany(pair => Check(pair.First, pair.Second, root, at + "/prefix")),
            _ => [],
        };
        foreach (string fault in inner)
        {
            yield return fault;
        }
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };
}
