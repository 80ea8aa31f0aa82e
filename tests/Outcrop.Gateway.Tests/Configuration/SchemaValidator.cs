using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Outcrop.Gateway.Tests.Configuration;

/// <summary>As much of JSON Schema 2020-12 as the published schema uses; a keyword that it does not know is an error, so that none is passed over.</summary>
internal sealed class SchemaValidator(JsonObject root)
{
    private static readonly HashSet<string> Notes = ["$schema", "$defs", "title", "description", "default", "x-secret", "examples"];

    /// <summary>Where a value is not as the schema wants it; empty: nowhere.</summary>
    public IReadOnlyList<string> Validate(JsonNode? value)
    {
        var faults = new List<string>();
        Check(root, value, "$", faults);
        return faults;
    }

    private void Check(JsonObject schema, JsonNode? value, string path, List<string> faults)
    {
        foreach ((string keyword, JsonNode? rule) in schema)
        {
            if (Notes.Contains(keyword))
            {
                continue;
            }

            bool isGood = keyword switch
            {
                "$ref" => Passes(root["$defs"]![rule!.GetValue<string>()["#/$defs/".Length..]]!.AsObject(), value, path, faults),
                "type" => (rule is JsonArray types ? types.Select(static type => type!.GetValue<string>()) : [rule!.GetValue<string>()]).Any(type => IsOf(type, value)),
                "enum" => rule!.AsArray().Any(one => JsonNode.DeepEquals(one, value)),
                "minimum" => Number(value) is not { } number || number >= rule!.GetValue<double>(),
                "maximum" => Number(value) is not { } number || number <= rule!.GetValue<double>(),
                "pattern" => Text(value) is not { } text || Regex.IsMatch(text, rule!.GetValue<string>(), RegexOptions.ECMAScript),
                "minItems" => value is not JsonArray array || array.Count >= rule!.GetValue<int>(),
                "minLength" => Text(value) is not { } text || text.Length >= rule!.GetValue<int>(),
                "maxLength" => Text(value) is not { } text || text.Length <= rule!.GetValue<int>(),
                "required" => value is not JsonObject members || rule!.AsArray().All(name => members.ContainsKey(name!.GetValue<string>())),
                "anyOf" => rule!.AsArray().Any(form => IsValid(form!.AsObject(), value)),
                "oneOf" => rule!.AsArray().Count(form => IsValid(form!.AsObject(), value)) == 1,
                "properties" => value is not JsonObject members || rule!.AsObject().All(member => !members.ContainsKey(member.Key) || Passes(member.Value!.AsObject(), members[member.Key], $"{path}.{member.Key}", faults)),
                "additionalProperties" => value is not JsonObject members || members.Where(member => schema["properties"]?[member.Key] is null).All(member =>
                    rule is JsonObject form ? Passes(form, member.Value, $"{path}.{member.Key}", faults) : rule!.GetValue<bool>()),
                "items" => value is not JsonArray array || array.Select((item, index) => Passes(rule!.AsObject(), item, $"{path}[{index}]", faults)).All(static good => good),
                _ => throw new NotSupportedException($"{keyword} is new in the schema"),
            };
            if (!isGood)
            {
                faults.Add($"{path}: {keyword}");
            }
        }
    }

    private bool IsValid(JsonObject schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, value, "$", faults);
        return faults.Count == 0;
    }

    /// <returns>Always yes: what is wrong inside has been told there.</returns>
    private bool Passes(JsonObject schema, JsonNode? value, string path, List<string> faults)
    {
        Check(schema, value, path, faults);
        return true;
    }

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => Number(value) is not null,
        "integer" => Number(value) is { } number && Math.Floor(number) == number,
        _ => throw new NotSupportedException(type),
    };

    private static double? Number(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
