using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration;

/// <summary>The published schema against the readers: a file made of the schema has every member, and what becomes of it tells which members, bounds and defaults the readers have.</summary>
public partial class ConfigurationSchemaTests
{
    private static readonly JsonObject Root = JsonNode.Parse(ConfigurationSchema.Instance.Text)!.AsObject();

    private static readonly Dictionary<string, string> Environment = new() { ["S"] = "a-secret-of-some-length" };

    private readonly MemoryFiles _files = new();

    public static TheoryData<string> Numbers => [.. Leaves().Where(leaf => leaf.Schema["minimum"] is not null).Select(leaf => leaf.Path)];

    public static TheoryData<string> Others => [.. Leaves().Where(leaf => leaf.Schema["minimum"] is null).Select(leaf => leaf.Path)];

    [Fact]
    public void Schema_EveryMember_IsReadAndEveryMemberReadIsInIt()
    {
        string[] inSchema = [.. Leaves().Select(leaf => Normal(leaf.Path)).Distinct().Order(StringComparer.Ordinal)];
        string[] read = [.. _files.ReadJson(Full().ToJsonString(), Environment).Values.Select(value => Normal(value.Path)).Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(inSchema, read.Where(path => !path.StartsWith("$.prompts.default", StringComparison.Ordinal) && !path.StartsWith("$.prompts.repository", StringComparison.Ordinal)));
    }

    [Fact]
    public void Schema_EverySecret_IsOneForTheReaders()
    {
        foreach ((string path, JsonObject schema, _) in Leaves().Where(leaf => leaf.Schema["x-secret"] is not null))
        {
            Assert.Contains(Read(path, "written in plain text"), fault => fault.Path == path && fault.Message.Contains("must not stand in the file"));
            Assert.True(schema["x-secret"]!.GetValue<bool>());
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Schema_NumbersBounds_AreTheReaders(string path)
    {
        JsonObject schema = Leaves().First(leaf => leaf.Path == path).Schema;
        double least = schema["minimum"]!.GetValue<double>();
        double most = schema["maximum"]!.GetValue<double>();
        bool isWhole = schema["type"]![0]!.GetValue<string>() == "integer";
        double step = isWhole ? 1 : 0.0001;

        foreach (double good in (double[])[least, most])
        {
            Assert.DoesNotContain(Read(path, good), fault => fault.Path == path && fault.Message.Contains("number"));
        }

        foreach (JsonNode bad in (JsonNode[])[least - step, most + Math.Max(step, most * 1e-9), true, "many", JsonNode.Parse("1e400")!, JsonNode.Parse("[]")!])
        {
            Assert.Contains(Read(path, bad.DeepClone()), fault => fault.Path == path);
        }

        Assert.Equal(isWhole, Read(path, least + 0.5).Any(fault => fault.Path == path && fault.Message.Contains("whole")));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Schema_OtherTypes_AreTheReaders(string path)
    {
        JsonObject schema = Leaves().First(leaf => leaf.Path == path).Schema;
        string type = schema["type"] is JsonArray types ? types[0]!.GetValue<string>() : schema["type"]!.GetValue<string>();
        JsonNode bad = type == "object" ? JsonNode.Parse("[]")! : type == "array" ? 5 : JsonNode.Parse("{}")!;
        Assert.Contains(Read(path, bad), fault => fault.Path.StartsWith(path, StringComparison.Ordinal));
        if (schema["anyOf"] is JsonArray forms)
        {
            foreach (JsonNode? word in forms[0]!["enum"]!.AsArray())
            {
                Assert.DoesNotContain(Read(path, word!.DeepClone()), fault => fault.Path == path && fault.Message.StartsWith("must be", StringComparison.Ordinal));
            }

            Assert.Contains(Read(path, "no-such-word"), fault => fault.Path == path && fault.Message.StartsWith("must be", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Schema_Defaults_AreTheReaders()
    {
        var file = new JsonObject();
        foreach ((string path, JsonObject schema, _) in Leaves())
        {
            // Two say by being written that they were asked for.
            if (schema["default"] is { } value && !path.Contains('[') && !path.StartsWith("$.generator", StringComparison.Ordinal) && path is not ("$.logging.file" or "$.bedrock.defaultMaxTokens" or "$.bedrock.sessionDuration"))
            {
                JsonObject parent = file;
                string[] names = path.Split('.')[1..];
                foreach (string name in names[..^1])
                {
                    parent = (parent[name] ??= new JsonObject()).AsObject();
                }

                parent[names[^1]] = value.DeepClone();
            }
        }

        Assert.True(file.Count > 12, "the schema lost its defaults");
        Assert.Equal(Describe(_files.Load("{}"), 0), Describe(_files.Load(file.ToJsonString()), 0));
    }

    [Fact]
    public void Schema_Text_IsDescribedThroughout()
    {
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", Root["$schema"]!.GetValue<string>());
        Assert.All(Leaves(), leaf => Assert.EndsWith(".", leaf.Schema["description"]!.GetValue<string>()));
        Assert.Empty(_files.ReadJson("""{"$schema": "./outcrop.schema.json"}""").Faults);
    }

    /// <summary>The reference's rows are the schema's members, word for word.</summary>
    [Fact]
    public void Documentation_Reference_IsTheSchema()
    {
        string page = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "configuration.md"));
        string[] rows = [.. page.Split('\n').SkipWhile(line => line != "## Reference").Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

        Assert.Equal(Rows(), rows);
    }

    /// <summary>The page's example is a file that works.</summary>
    [Fact]
    public void Documentation_Example_HasNoFault()
    {
        string page = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "configuration.md"));
        foreach (Match example in Examples().Matches(page))
        {
            _files.Write("/run/secrets/team-b", "sk-outcrop-of-team-b-0123456789abcdef");
            _files.Write("/c/generator.json", """{"default_provider":"bedrock","providers":{"bedrock":{"default_model":"a.b","models":{"a.b":{}}}}}""");
            _files.Write("/c/models.json", "{}");
            ConfigurationReading reading = _files.ReadJson(example.Groups[1].Value, new Dictionary<string, string>
            {
                ["OUTCROP_KEY"] = Sample.Key,
                ["PARTNER_BEDROCK_KEY"] = "bedrock-api-key-of-the-partner",
                ["SDK_SECRET"] = "the-secret-of-the-access-key-0123456789",
                ["TOKEN"] = "the-token-beside-the-signature-0123456789",
            });
            Assert.True(reading.Faults.Count == 0, string.Join('\n', reading.Faults));
            Assert.Empty(reading.Warnings);
        }
    }

    private static IEnumerable<string> Rows() => Leaves().Select(leaf => (Path: Normal(leaf.Path)[2..], leaf.Schema)).DistinctBy(leaf => leaf.Path).Select(leaf =>
    {
        string type = leaf.Schema["x-secret"] is not null ? "secret"
            : leaf.Schema["anyOf"] is JsonArray forms ? string.Join(", ", forms[0]!["enum"]!.AsArray().Select(word => $"`{word}`"))
            : leaf.Schema["type"] is JsonArray types ? types[0]!.GetValue<string>()
            : leaf.Schema["type"]!.GetValue<string>() is "array" ? "strings" : leaf.Schema["type"]!.GetValue<string>();
        string bounds = leaf.Schema["minimum"] is { } least ? $" {least.ToJsonString()} to {leaf.Schema["maximum"]!.ToJsonString()}" : "";
        string byDefault = leaf.Schema["default"] is { } value ? $"`{value.ToJsonString()}`" : "";
        return $"| `{leaf.Path}` | {type}{bounds} | {byDefault} | {leaf.Schema["description"]!.GetValue<string>().Replace("|", "\\|", StringComparison.Ordinal)} |";
    });

    private IReadOnlyList<ConfigurationFault> Read(string path, JsonNode value)
    {
        JsonObject file = Full();
        JsonNode node = file;
        string[] steps = [.. Step().Matches(path[1..]).Select(step => step.Groups[1].Success ? step.Groups[1].Value : step.Groups[2].Success ? step.Groups[2].Value : step.Groups[3].Value)];
        for (int index = 0; index < steps.Length; index++)
        {
            bool isLast = index == steps.Length - 1;
            if (node is JsonArray array)
            {
                int item = int.Parse(steps[index], CultureInfo.InvariantCulture);
                node = isLast ? array[item] = value : array[item]!;
            }
            else
            {
                node = isLast ? node[steps[index]] = value : node[steps[index]]!;
            }
        }

        return _files.ReadJson(file.ToJsonString(), Environment).Faults;
    }

    /// <summary>A file with every member of the schema. It has faults, since some members exclude each other; it is read all the same.</summary>
    private static JsonObject Full()
    {
        var file = new JsonObject();
        foreach ((string path, _, JsonNode? value) in Leaves())
        {
            JsonNode node = file;
            Match[] steps = Step().Matches(path[1..]).ToArray();
            for (int index = 0; index < steps.Length; index++)
            {
                bool isLast = index == steps.Length - 1;
                bool nextIsItem = !isLast && steps[index + 1].Groups[3].Success;
                JsonNode Child() => isLast ? value!.DeepClone() : nextIsItem ? new JsonArray() : new JsonObject();
                if (steps[index].Groups[3].Success)
                {
                    int item = int.Parse(steps[index].Groups[3].Value, CultureInfo.InvariantCulture);
                    var array = (JsonArray)node;
                    while (array.Count <= item)
                    {
                        array.Add(Child());
                    }

                    node = array[item]!;
                }
                else
                {
                    string name = steps[index].Groups[1].Success ? steps[index].Groups[1].Value : steps[index].Groups[2].Value;
                    node = node[name] ??= Child();
                }
            }
        }

        return file;
    }

    /// <summary>Every setting of the schema, with a value for it: lists have one item, a key's hash and the key itself stand in two.</summary>
    private static List<(string Path, JsonObject Schema, JsonNode? Value)> Leaves()
    {
        var leaves = new List<(string, JsonObject, JsonNode?)>();
        Walk("$", Root);
        return leaves;

        void Walk(string path, JsonNode node)
        {
            JsonObject schema = node["$ref"] is { } reference ? Root["$defs"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject() : node.AsObject();
            if (schema["oneOf"] is JsonArray forms)
            {
                Walk(path, forms[1]!);
                if (path.EndsWith('*'))
                {
                    Walk($"{path}text", forms[0]!);
                }
            }
            else if (schema["properties"] is JsonObject properties)
            {
                foreach ((string name, JsonNode? member) in properties)
                {
                    string place = path.EndsWith(".keys[0]", StringComparison.Ordinal) && name == "key" ? path.Replace("[0]", "[1]", StringComparison.Ordinal) : path;
                    Walk(name == "$schema" ? $"{place}['{name}']" : $"{place}.{name}", member!);
                }
            }
            else if (schema["additionalProperties"] is JsonObject value)
            {
                Walk($"{path}.{(path.EndsWith(".providers", StringComparison.Ordinal) ? "bedrock" : "*")}", value);
            }
            else if (schema["type"]?.ToString() == "array" && schema["items"] is JsonObject items && items["$ref"] is not null)
            {
                Walk($"{path}[0]", items);
            }
            else
            {
                // Only Bedrock's models have parameters that are read.
                leaves.Add((path.Replace(".*", ".m", StringComparison.Ordinal), schema, path.EndsWith(".client_class", StringComparison.Ordinal) ? "BedrockClient" : Value(schema)));
            }
        }
    }

    private static JsonNode Value(JsonObject schema) =>
        schema["x-secret"] is not null ? "${S}"
        : schema["anyOf"] is JsonArray forms ? forms[0]!["enum"]![0]!.DeepClone()
        : schema["minimum"] is { } least ? least.DeepClone()
        : (schema["type"] is JsonArray types ? types[0]! : schema["type"]!).GetValue<string>() switch
        {
            "boolean" => true,
            "array" => new JsonArray("x"),
            "object" => new JsonObject(),
            _ => "x",
        };

    /// <summary>A path with stars for the names that are data, and nothing in the brackets of items.</summary>
    private static string Normal(string path) =>
        Index().Replace(path, "[]").Replace(".providers.bedrock", ".providers.*", StringComparison.Ordinal).Replace(".mtext", ".*", StringComparison.Ordinal)
            .Replace(".m.", ".*.", StringComparison.Ordinal).Replace("['$schema']", ".$schema", StringComparison.Ordinal) is var normal && normal.EndsWith(".m", StringComparison.Ordinal) ? $"{normal[..^1]}*" : normal;

    /// <summary>Every property of a configuration as text.</summary>
    private static string Describe(object? value, int depth) => value switch
    {
        null => "null",
        string or ValueType => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(item => Describe(item, depth + 1)))}]",
        _ when depth > 8 || value.GetType().Namespace?.StartsWith("Outcrop.Bedrock.C", StringComparison.Ordinal) == true => value.ToString()!,
        _ => $"{{{string.Join(", ", value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0 && property.Name != "Source").Select(property => $"{property.Name}: {Describe(property.GetValue(value), depth + 1)}"))}}}",
    };

    [GeneratedRegex(@"\.([A-Za-z0-9_*$-]+)|\['([^']+)'\]|\[(\d+)\]")]
    private static partial Regex Step();

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();

    [GeneratedRegex("```jsonc\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();
}
