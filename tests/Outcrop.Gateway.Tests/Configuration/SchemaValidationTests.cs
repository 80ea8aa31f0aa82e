using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Tests.Configuration.Reload;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration;

/// <summary>What an editor says that goes by the published schema, against what the gateway says.</summary>
public partial class SchemaValidationTests
{
    private static readonly SchemaValidator Schema = new(JsonNode.Parse(ConfigurationSchema.Instance.Text)!.AsObject());

    /// <summary>Every configuration in the documentation: whatever has a member that only the gateway's file has.</summary>
    [Fact]
    public void Schema_ExamplesOfTheDocumentation_AreValid()
    {
        int found = 0;
        foreach (string page in Directory.EnumerateFiles(Path.Combine(Testing.Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
        {
            foreach (Match block in Blocks().Matches(File.ReadAllText(page)))
            {
                if (block.Groups[1].Value.TrimStart() is ['{', ..] text && IsConfiguration(text) && Parse(text) is { } example)
                {
                    Assert.True(Schema.Validate(example) is [], $"{page}: {string.Join("; ", Schema.Validate(example))}");
                    found++;
                }
            }
        }

        Assert.InRange(found, 1, 100);
        Assert.Empty(Schema.Validate(JsonNode.Parse(ConfigurationMutants.Good)));
    }

    [Theory]
    [InlineData("""{"server": {"prot": 80}}""")]
    [InlineData("""{"server": {"port": "eighty"}}""")]
    [InlineData("""{"server": {"port": 70000}}""")]
    [InlineData("""{"keys": [{"id": "a", "key": "sk-written-out-0123456789"}]}""")]
    [InlineData("""{"keys": [{"key": "${KEY}"}]}""")]
    [InlineData("""{"keys": {"a": "${KEY}"}}""")]
    [InlineData("""{"accounts": [{"id": "a", "regions": "us-east-1"}]}""")]
    [InlineData("""{"accounts": [{"id": "a", "credentials": {"apiKey": "written-out"}}]}""")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"account": "a", "weight": -1, "model": "m"}]}}}}""")]
    [InlineData("""{"models": {"aliases": {"x": 5}}}""")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"model": "m", "api": "soap"}]}}}}""")]
    [InlineData("""{"retry": {"budget": {"share": 2}}}""")]
    [InlineData("""{"timeouts": {"total": 0}}""")]
    [InlineData("""{"streams": {"onDisconnect": "linger"}}""")]
    [InlineData("""{"drain": []}""")]
    public void Schema_BadFile_IsRefusedByItAndByTheGateway(string json)
    {
        Assert.NotEmpty(Schema.Validate(JsonNode.Parse(json)));
        Assert.NotEmpty(new MemoryFiles().ReadJson(json).Faults);
    }

    /// <summary>Over changed files: what the gateway takes the schema takes, but for null, which the gateway takes as not written.</summary>
    [Fact]
    public void Schema_OverMutants_RefusesNothingThatTheGatewayTakes()
    {
        (int both, int gatewayOnly, int neither) = (0, 0, 0);
        for (int seed = 1; seed <= 2000; seed++)
        {
            (string path, JsonObject root) = ConfigurationMutants.Change(new Random(seed), static (node, random) => random.Next(6) switch
            {
                0 => JsonValue.Create(-1),
                1 => JsonValue.Create("${SECRET}"),
                2 => JsonValue.Create(true),
                3 => new JsonArray(),
                4 => new JsonObject(),
                _ => JsonValue.Create("converse"),
            });
            bool schemaTakes = Schema.Validate(root) is [];
            var files = new MemoryFiles();
            files.Write("/run/key", Sample.OtherKey);
            files.Write("/c/outcrop.json", ConfigurationMutants.Bytes(root));
            IReadOnlyList<ConfigurationFault> faults = new ConfigurationSource("/c/outcrop.json", ConfigurationMutants.Environment, "/c", files).Read().Faults;
            Assert.True(schemaTakes || faults.Count > 0, $"seed {seed}: only the schema refuses {path}: {string.Join("; ", Schema.Validate(root))}");
            _ = schemaTakes ? faults.Count > 0 ? gatewayOnly++ : neither++ : both++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seeds 1 to 2000: refused by both {both}, by the gateway alone {gatewayOnly}, by neither {neither}");
        Assert.True(both > 700 && neither > 50);
    }

    /// <summary>A fragment of another tool's file, or of the emulator's, is none of the gateway's.</summary>
    private static bool IsConfiguration(string text) => Parse(text) is JsonObject found && found.Any(static member => member.Key is "$schema" or "keys" or "accounts" or "bedrock" or "server" or "streams" or "retry" or "failover" or "reload")
        && found.All(static member => member.Key is not ("scripts" or "accessKeys" or "provider" or "messages"));

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex("```jsonc?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
