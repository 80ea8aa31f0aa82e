using System.Text;
using System.Text.Json.Nodes;
using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration;

/// <summary>The published JSON schema of the configuration file. Immutable and thread-safe. A test holds it against what the readers read.</summary>
public sealed class ConfigurationSchema
{
    private const string Resource = "Outcrop.Gateway.Configuration.outcrop.schema.json";

    private readonly JsonObject _root;

    private ConfigurationSchema(string text)
    {
        Text = text;
        _root = JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The schema of this version.</summary>
    public static ConfigurationSchema Instance { get; } = new(ReadResource());

    /// <summary>The schema, JSON.</summary>
    public string Text { get; }

    /// <summary>The settings with the defaults of those that were not given.</summary>
    /// <param name="values">The settings.</param>
    internal IReadOnlyList<ConfigurationValue> WithDefaults(IReadOnlyList<ConfigurationValue> values)
    {
        var given = new Dictionary<string, ConfigurationValue>(StringComparer.Ordinal);
        foreach (ConfigurationValue value in values)
        {
            given[value.Path] = value;
        }

        var all = new List<ConfigurationValue>();
        foreach (ConfigurationValue value in values)
        {
            all.Add(value is { Text: null, Origin: "default" } ? value with { Text = Find(value.Path)?["default"]?.ToJsonString() } : value);
        }

        // A section that nobody wrote was not asked for its members.
        AddMissing(_root, "$", given, all);
        return [.. all.OrderBy(value => value.Path, StringComparer.Ordinal)];
    }

    /// <summary>What the schema says of a path; <see langword="null"/> where it knows none.</summary>
    /// <param name="path">The JSON path.</param>
    internal JsonObject? Find(string path)
    {
        JsonObject? node = _root;
        foreach (string step in Steps(path))
        {
            node = node is null ? null : step.Length == 0 ? Resolved(node["items"]) : Resolved(node["properties"]?[step]) ?? Resolved(node["additionalProperties"]);
        }

        return node;
    }

    /// <summary>A part of the schema, with the definition it refers to in its place.</summary>
    /// <param name="node">The part.</param>
    internal JsonObject? Resolved(JsonNode? node)
    {
        var schema = node as JsonObject;
        if (schema?["$ref"]?.GetValue<string>() is { } reference)
        {
            return _root["$defs"]![reference[(reference.LastIndexOf('/') + 1)..]]!.AsObject();
        }

        // Of two forms the one with members is the one that paths lead into.
        return schema?["oneOf"] is JsonArray forms ? forms.Select(Resolved).FirstOrDefault(form => form?["properties"] is not null) ?? schema : schema;
    }

    private void AddMissing(JsonObject schema, string path, Dictionary<string, ConfigurationValue> given, List<ConfigurationValue> all)
    {
        foreach ((string name, JsonNode? node) in schema["properties"] as JsonObject ?? [])
        {
            string memberPath = ConfigurationFile.PathOf(path, name);
            JsonObject member = Resolved(node)!;
            if (member["properties"] is not null)
            {
                AddMissing(member, memberPath, given, all);
            }
            else if (node!["default"] is { } value && !given.ContainsKey(memberPath))
            {
                all.Add(new ConfigurationValue(memberPath, value.ToJsonString(), "default"));
            }
        }
    }

    /// <summary>The names of a path; an index is an empty one.</summary>
    private static IEnumerable<string> Steps(string path)
    {
        int position = 1;
        while (position < path.Length)
        {
            if (path[position] == '.')
            {
                int end = path.AsSpan(position + 1).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : position + 1 + end;
                yield return path[(position + 1)..end];
                position = end;
            }
            else
            {
                bool quoted = position + 1 < path.Length && path[position + 1] == '\'';
                int end = path.IndexOf(quoted ? "']" : "]", position, StringComparison.Ordinal);
                if (end < 0)
                {
                    yield break;
                }

                yield return quoted ? path[(position + 2)..end] : "";
                position = end + (quoted ? 2 : 1);
            }
        }
    }

    private static string ReadResource()
    {
        using Stream stream = typeof(ConfigurationSchema).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
