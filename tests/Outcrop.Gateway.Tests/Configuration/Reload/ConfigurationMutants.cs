using System.Text;
using System.Text.Json.Nodes;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration.Reload;

/// <summary>A configuration with something of everything, and what may become of it.</summary>
internal static class ConfigurationMutants
{
    public static readonly byte[] Good = Encoding.UTF8.GetBytes("""
        {
          "$schema": "./outcrop.schema.json",
          "server": {"port": 8001, "corsOrigins": ["https://a.example"], "apiDocs": true},
          "keys": [
            {"id": "team-a", "key": "${KEY}", "models": ["amazon.*", "us.anthropic.*"], "maxConcurrentRequests": 100, "strategy": "weighted", "timeouts": {"total": 60}},
            {"id": "team-b", "key": "file:/run/key", "retry": {"maxAttempts": 2}}
          ],
          "bedrock": {"apiByModel": {"amazon.nova-pro-v1:0": "invoke"}, "strictParameters": false, "defaultMaxTokens": 1000},
          "accounts": [
            {"id": "one", "regions": ["us-east-1", "us-west-2"], "credentials": {"roleArn": "arn:aws:iam::123456789012:role/x", "externalId": "e", "sessionTags": {"a": "b"}, "sessionDuration": 900}},
            {"id": "two", "regions": ["eu-west-1"], "credentials": {"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "${SECRET}"}, "endpoints": {"eu-west-1": {"runtime": "https://r.example", "mantle": "https://m.example"}}}
          ],
          "models": {
            "default": {"targets": [{"account": "one"}, {"account": "two", "priority": 1}]},
            "aliases": {
              "fast": {"targets": [{"model": "amazon.nova-micro-v1:0", "weight": 2}, {"account": "two", "model": "amazon.nova-lite-v1:0", "api": "converse"}], "fallbacks": ["slow"], "sticky": true},
              "slow": {"targets": [{"model": "amazon.nova-pro-v1:0", "region": "us-west-2"}]},
              "again": "fast",
              "bedrock/*": "*"
            }
          },
          "quotas": [{"account": "one", "region": "us-east-1", "model": "amazon.*", "requestsPerMinute": 60, "tokensPerMinute": 10000}],
          "routing": {"strategy": "leastInFlight", "sticky": false},
          "breaker": {"failures": 5, "failureRate": 0.5, "window": 60, "openFor": 30, "maxOpenFor": 300, "probes": 1},
          "failover": {"enabled": true, "maxTargets": 3}, "hedging": {"enabled": false, "after": 1.5},
          "retry": {"maxAttempts": 3, "budget": {"tokens": 500, "share": 0.2}},
          "timeouts": {"connect": 5, "firstByte": 120, "idle": 120, "total": 3600},
          "streams": {"heartbeat": 15, "stall": 30, "onDisconnect": "drain", "drainTimeout": 60}, "drain": {"delay": 0, "timeout": 20},
          "limits": {"maxConcurrentRequests": 1000},
          "logging": {"level": "INFO", "folder": "logs", "file": ""},
          "prompts": {"review": {"text": "For {audience}.", "variables": {"audience": "developers"}}},
          "generator": {"default_provider": "bedrock", "providers": {"bedrock": {"client_class": "BedrockClient", "default_model": "amazon.nova-micro-v1:0", "supportsCustomModel": true, "models": {"amazon.nova-micro-v1:0": {"temperature": 0.5}}}}}
        }
        """);

    public static readonly Dictionary<string, string> Environment = new() { ["KEY"] = Sample.Key, ["SECRET"] = "canary-secret-0123456789" };

    /// <summary>One of the things that happen to files. A place is given where there must be a fault there.</summary>
    public static (string Kind, byte[] Bytes, string? Place) Mutate(Random random, int seed)
    {
        string text = Encoding.UTF8.GetString(Good);
        switch (seed % 14)
        {
            case 0:
                byte[] flipped = [.. Good];
                for (int count = random.Next(1, 6); count > 0; count--)
                {
                    flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                }

                return ("flipped bits", flipped, null);
            case 1:
                int from = random.Next(Good.Length);
                int length = Math.Min(random.Next(1, 200), Good.Length - from);
                return ("deleted", [.. Good[..from], .. Good[(from + length)..]], null);
            case 2:
                return ("truncated", Good[..random.Next(Good.Length - 2)], "$");
            case 3:
                (string Path, JsonObject Root) swapped = Change(random, static (node, random) => node switch
                {
                    JsonObject => new JsonArray(1),
                    JsonArray => new JsonObject { ["x"] = 1 },
                    _ when node.GetValueKind() == System.Text.Json.JsonValueKind.String => 5,
                    _ => "five",
                });
                return ("another type", Bytes(swapped.Root), swapped.Path == "$.generator" ? null : swapped.Path);
            case 4:
                string[] members = ["keys", "server", "models", "streams", "breaker"];
                string member = members[random.Next(members.Length)];
                return ("written twice", Encoding.UTF8.GetBytes($"{text.TrimEnd()[..^1]}, \"{member}\": {{}}}}"), $"$.{member}");
            case 5:
                string open = new(random.Next(2) == 0 ? '[' : '{', 1);
                string nested = string.Concat(Enumerable.Repeat(open == "[" ? "[" : "{\"a\":", 200 + random.Next(100_000)));
                return ("nested deeply", Encoding.UTF8.GetBytes($"{{\"prompts\": {nested}"), "$");
            case 6:
                string[] numbers = ["1e400", "-1e400", "99999999999999999999999999", "1e-400", "0.1e1e1", "-0", "1E+99", new string('9', 5000)];
                return ("a huge number", Encoding.UTF8.GetBytes(text.Replace("\"port\": 8001", $"\"port\": {numbers[random.Next(numbers.Length)]}", StringComparison.Ordinal)), null);
            case 7:
                (string From, string To, string Place)[] references =
                [
                    ("{\"account\": \"two\", \"priority\": 1}", "{\"account\": \"three\"}", "$.models.default.targets[1].account"),
                    ("\"fallbacks\": [\"slow\"]", "\"fallbacks\": [\"slower\"]", "$.models.aliases.fast.fallbacks"),
                    ("\"fallbacks\": [\"slow\"]", "\"fallbacks\": [\"again\"]", "$.models.aliases.fast.fallbacks"),
                    ("\"region\": \"us-west-2\"", "\"region\": \"us-west-9\"", "$.models.aliases.slow.targets[0].region"),
                    ("\"again\": \"fast\"", "\"again\": \"more\", \"more\": \"again\"", "$.models.aliases.again"),
                    ("\"default_provider\": \"bedrock\"", "\"default_provider\": \"nobody\"", "$.generator.default_provider"),
                    ("${KEY}", "${NO_SUCH_KEY}", "$.keys[0].key"),
                    ("file:/run/key", "file:/run/no-such-key", "$.keys[1].key"),
                    ("\"id\": \"two\"", "\"id\": \"one\"", "$.accounts[1].id"),
                    ("For {audience}", "For {nobody}", "$.prompts.review"),
                ];
                (string reference, string replacement, string place) = references[random.Next(references.Length)];
                return ("a wrong reference", Encoding.UTF8.GetBytes(text.Replace(reference, replacement, StringComparison.Ordinal)), place);
            case 8:
                return ("mark and line ends", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($"// {seed}\r\n{text.Replace("\n", "\r\n", StringComparison.Ordinal)}")], null);
            case 9:
                return ("comments and commas", Encoding.UTF8.GetBytes(text.Replace("]", $", /* {seed} */]", StringComparison.Ordinal).Replace(", , ", ", ", StringComparison.Ordinal)), null);
            case 10:
                (string Path, JsonObject Root) renamed = Rename(random);
                return ("an unknown member", Bytes(renamed.Root), renamed.Path);
            case 11:
                byte[] garbled = [.. Good];
                garbled[random.Next(garbled.Length)] = (byte)random.Next(0x80, 0x100);
                return ("not UTF-8", garbled, "$");
            case 12:
                string[] wholes = ["", " ", "null", "[]", "5", "\"x\"", "{", "}", "{}{}", "\0", "// only", "{\"\\ud800\": 1}", "{\"server\": {\"address\": \"\\ud800\"}}"];
                return ("hardly anything", Encoding.UTF8.GetBytes(wholes[random.Next(wholes.Length)]), "$");
            default:
                (string Path, JsonObject Root) emptied = Change(random, static (_, _) => null);
                return ("null", Bytes(emptied.Root), null);
        }
    }

    public static (string Path, JsonObject Root) Change(Random random, Func<JsonNode, Random, JsonNode?> change)
    {
        JsonObject root = JsonNode.Parse(Good)!.AsObject();
        JsonNode[] nodes = [.. Below(root)];
        JsonNode node = nodes[random.Next(nodes.Length)];
        string path = PathOf(node);
        JsonNode? replacement = change(node, random);
        if (node.Parent is JsonArray array)
        {
            array[array.IndexOf(node)] = replacement;
        }
        else
        {
            node.Parent!.AsObject()[node.GetPropertyName()] = replacement;
        }

        return (path, root);
    }

    private static (string Path, JsonObject Root) Rename(Random random)
    {
        JsonObject root = JsonNode.Parse(Good)!.AsObject();
        JsonObject[] sections = [root, .. ((string[])["server", "breaker", "streams", "timeouts", "failover", "routing", "models", "logging"]).Select(name => root[name]!.AsObject())];
        JsonObject section = sections[random.Next(sections.Length)];
        string name = section.Select(member => member.Key).Where(name => name.Length > 4).ElementAt(random.Next(section.Count(member => member.Key.Length > 4)));
        JsonNode value = section[name]!.DeepClone();
        section.Remove(name);
        string wrong = $"{name[..2]}x{name[2..]}";
        section[wrong] = value;
        return (wrong.StartsWith('$') ? $"$['{wrong}']" : ReferenceEquals(section, root) ? $"$.{wrong}" : $"{PathOf(section)}.{wrong}", root);
    }

    public static IEnumerable<JsonNode> Below(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch { JsonObject o => o.Select(member => member.Value), JsonArray a => a, _ => [] };
        foreach (JsonNode child in children.OfType<JsonNode>())
        {
            yield return child;
            foreach (JsonNode below in Below(child))
            {
                yield return below;
            }
        }
    }

    public static string PathOf(JsonNode node) =>
        node.Parent is null ? "$"
        : node.Parent is JsonArray array ? $"{PathOf(array)}[{array.IndexOf(node)}]"
        : ConfigurationFile.PathOf(PathOf(node.Parent), node.GetPropertyName());

    public static byte[] Bytes(JsonObject root) => Encoding.UTF8.GetBytes(root.ToJsonString());
}
