using System.Text.Json;
using Outcrop.Cli.Tests.Support;

namespace Outcrop.Cli.Tests;

/// <summary>The commands that need neither network nor AWS.</summary>
public sealed class OfflineCommandTests
{
    [Fact]
    public async Task Models_Json_ListsTheCatalogue()
    {
        (int code, string output, _) = await OutcropProcess.RunAsync(null, null, "models", "--json");
        Assert.Equal(ExitCodes.Success, code);
        using JsonDocument answer = JsonDocument.Parse(output);
        Assert.True(answer.RootElement.GetArrayLength() > 100);
    }

    [Fact]
    public async Task ConfigCheck_ManyFaults_ReportsEachWithItsPath()
    {
        string path = OutcropProcess.WriteFile("""{"server":{"port":"eighty"},"keys":[{"id":"a"}],"generator":{"default_provider":"nobody","providers":{}},"surprise":1}""");
        (int code, string output, _) = await OutcropProcess.RunAsync(null, null, "config", "check", "--json", "--config", path);
        Assert.Equal(ExitCodes.Configuration, code);
        using JsonDocument answer = JsonDocument.Parse(output);
        Assert.False(answer.RootElement.GetProperty("valid").GetBoolean());
        string?[] paths = [.. answer.RootElement.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("path").GetString())];
        Assert.Contains("$.server.port", paths);
        Assert.Contains("$.surprise", paths);
        Assert.True(paths.Length >= 4);
    }

    [Fact]
    public async Task ConfigCheck_NoFile_IsValid()
    {
        (int code, string output, _) = await OutcropProcess.RunAsync(null, null, "config", "check");
        Assert.Equal((ExitCodes.Success, "The configuration is valid."), (code, output.TrimEnd()));
    }

    [Fact]
    public async Task ConfigShow_Values_HaveTheirOriginsAndNoSecrets()
    {
        string path = OutcropProcess.WriteFile("""{"keys":[{"id":"${WHO}","key":"${KEY}"}],"accounts":[{"id":"a","credentials":{"apiKey":"canary-in-plain-text"}}]}""");
        var environment = new Dictionary<string, string> { ["KEY"] = "canary-key-0123456789abcdef", ["WHO"] = "me", ["OUTCROP__SERVER__PORT"] = "9" };
        (int code, string output, string error) = await OutcropProcess.RunAsync(environment, null, "config", "show", "--config", path);

        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains("$.accounts[0].credentials.apiKey (line 1): a secret must not stand in the file", error);
        Assert.DoesNotContain("canary", output + error);
        Assert.Matches("""\$\.keys\[0\]\.id +"me"  \(environment WHO\)\n""", output);
        Assert.Matches("""\$\.keys\[0\]\.key +"\(secret\)"  \(environment KEY\)\n""", output);
        Assert.Matches("""\$\.server\.port +9  \(environment OUTCROP__SERVER__PORT\)\n""", output);

        (_, string all, _) = await OutcropProcess.RunAsync(null, null, "config", "show", "--all", "--json");
        using JsonDocument answer = JsonDocument.Parse(all);
        JsonElement total = Assert.Single(answer.RootElement.EnumerateArray(), value => value.GetProperty("path").GetString() == "$.timeouts.total");
        Assert.Equal((3600, "default"), (total.GetProperty("value").GetInt32(), total.GetProperty("origin").GetString()));
    }

    [Fact]
    public async Task ConfigSchema_Printed_IsTheSchemaOfTheRepository()
    {
        (int code, string output, string error) = await OutcropProcess.RunAsync(null, null, "config", "schema");
        Assert.Equal((ExitCodes.Success, ""), (code, error));
        Assert.Equal(File.ReadAllText(Testing.Repository.PathOf("src", "Outcrop.Gateway", "Configuration", "outcrop.schema.json")), output);
    }

    [Fact]
    public async Task HashKey_FromStandardInput_PrintsOnlyTheHash()
    {
        (int code, string output, string error) = await OutcropProcess.RunAsync(null, "sk-something-long-enough-to-be-a-key\n", "config", "hash-key");
        Assert.Equal((ExitCodes.Success, ""), (code, error));
        Assert.Matches("^sha256:[0-9a-f]{64}\n$", output);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("dev", "--port", "99999")]
    [InlineData("chat", "--endpoint", "not a url", "hi")]
    public async Task WrongCommandLine_ExitsWithUsage(params string[] args)
    {
        (int code, _, string error) = await OutcropProcess.RunAsync(null, null, args);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.NotEqual("", error);
    }
}
