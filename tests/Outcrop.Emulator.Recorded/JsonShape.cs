using System.Text.Json;

namespace Outcrop.Emulator.Recorded;

/// <summary>Which members a JSON value has and of which types: a set of paths in which every element of an array counts as one.</summary>
internal sealed class JsonShape
{
    /// <summary>Members whose inside is the caller's or the model's own: a tool's arguments, a schema, a token's number.</summary>
    private static readonly HashSet<string> Opaque = ["input", "arguments", "json", "inputSchema", "input_schema", "logprobs", "additionalModelResponseFields"];

    private readonly Dictionary<string, HashSet<JsonValueKind>> _paths = new(StringComparer.Ordinal);

    public void Add(string root, JsonElement value)
    {
        Note(root, value.ValueKind);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    if (Opaque.Contains(member.Name))
                    {
                        Note($"{root}.{member.Name}", JsonValueKind.Undefined);
                    }
                    else
                    {
                        Add($"{root}.{member.Name}", member.Value);
                    }
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Add($"{root}[{KindOf(item)}]", item);
                }

                break;
            case JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            default:
                throw new InvalidOperationException($"No JSON value {value.ValueKind}.");
        }
    }

    /// <returns>What differs from AWS's; <see langword="null"/> when nothing does.</returns>
    public string? DifferenceTo(JsonShape recorded)
    {
        foreach ((string path, HashSet<JsonValueKind> types) in recorded._paths)
        {
            if (!_paths.TryGetValue(path, out HashSet<JsonValueKind>? ours))
            {
                if (_paths.ContainsKey(ParentOf(path)) && !OptionalMembers.Contains(path))
                {
                    return $"AWS has {path}, the emulator has not";
                }
            }
            else if (!types.Overlaps(ours) && !types.Contains(JsonValueKind.Null) && !ours.Contains(JsonValueKind.Null))
            {
                return $"{path} is {string.Join('|', types)} at AWS, {string.Join('|', ours)} here";
            }
        }

        string? extra = _paths.Keys.FirstOrDefault(path => !recorded._paths.ContainsKey(path) && recorded._paths.ContainsKey(ParentOf(path)) && !OptionalMembers.Contains(path));
        return extra is null ? null : $"AWS has no {extra}";
    }

    private void Note(string path, JsonValueKind kind)
    {
        if (!_paths.TryGetValue(path, out HashSet<JsonValueKind>? kinds))
        {
            _paths[path] = kinds = [];
        }

        kinds.Add(kind == JsonValueKind.False ? JsonValueKind.True : kind);
    }

    private static string ParentOf(string path)
    {
        int end = path.EndsWith(']') ? path.LastIndexOf('[') : path.LastIndexOf('.');
        return end < 0 ? "" : path[..end];
    }

    /// <summary>Elements of different kinds stand side by side in a list of content: they are told apart by their type, or by the one member of a union. A guardrail's assessment is none, even where it has but its metrics.</summary>
    private static string KindOf(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return "";
        }

        return item.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString()!
            : item.EnumerateObject().Take(2).ToArray() is [{ Value.ValueKind: JsonValueKind.Object or JsonValueKind.String, Name: not "invocationMetrics" } only] ? only.Name
            : "";
    }
}
