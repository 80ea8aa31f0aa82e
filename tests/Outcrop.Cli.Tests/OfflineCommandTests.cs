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
