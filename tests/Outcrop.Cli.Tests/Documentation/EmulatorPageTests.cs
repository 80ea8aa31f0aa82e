using System.Text.Json;
using System.Text.RegularExpressions;
using Outcrop.Emulator;
using Outcrop.Testing;

namespace Outcrop.Cli.Tests.Documentation;

/// <summary>What docs/emulator.md shows is what the tests run.</summary>
public sealed partial class EmulatorPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "emulator.md"));

    [Fact]
    public void DotNet_OnThePage_IsTheClassThatTheTestsRun()
    {
        string file = File.ReadAllText(Repository.PathOf("tests", "Outcrop.Cli.Tests", "Documentation", "WeatherTests.cs"));
        string shown = Fence().Matches(Page).Single(match => match.Groups["language"].Value == "csharp").Groups["code"].Value;
        Assert.EndsWith(shown, file, StringComparison.Ordinal);
    }

    [Fact]
    public void Scenarios_OnThePage_AreRead()
    {
        string[] scenarios = [.. Fence().Matches(Page).Where(match => match.Groups["language"].Value == "json").Select(match => match.Groups["code"].Value)];
        Assert.True(scenarios.Length >= 2);
        var options = new EmulatorOptions();
        foreach (string scenario in scenarios)
        {
            EmulatorScenario.Parse(scenario).ApplyTo(options);
        }

        Assert.Equal((4, 3, 1, 1, "eu-west-1"), (options.Scripts.Count, options.Quotas.Count, options.Permissions.Count, options.Guardrails.Count, options.Region));
        Assert.Equal((2, 1, 1), (options.KeyAccounts.Count, options.Outages.Count, options.Latencies.Count));
    }

    [Fact]
    public async Task Flags_OnThePage_AreTheCommands()
    {
        (int code, string help, _) = await Support.OutcropProcess.RunAsync(null, null, "emulate", "--help");
        string table = Page[Page.IndexOf("## Flags", StringComparison.Ordinal)..Page.IndexOf("## Scenarios", StringComparison.Ordinal)];
        string[] told = [.. Flag().Matches(table).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)];
        string[] known = [.. Flag().Matches(help[help.IndexOf("Options", StringComparison.Ordinal)..]).Select(match => match.Value).Distinct().Except(["--help", "--version", "--no-color"]).Order(StringComparer.Ordinal)];
        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal(known, told);
    }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex("--[a-z]+(?:-[a-z]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Flag();
}
