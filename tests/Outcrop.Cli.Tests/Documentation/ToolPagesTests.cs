using System.Text.RegularExpressions;
using Outcrop.Cli.Env;
using Outcrop.Testing;

namespace Outcrop.Cli.Tests.Documentation;

/// <summary>docs/tools and <c>outcrop env</c> say the same.</summary>
public sealed partial class ToolPagesTests
{
    private static readonly Dictionary<string, string> Pages = Directory.GetFiles(Repository.PathOf("docs", "tools"), "*.md").ToDictionary(static path => Path.GetFileName(path), File.ReadAllText);

    [Fact]
    public void EveryTool_StandsInTheTableWithItsPage()
    {
        string table = Pages["README.md"];
        foreach (EnvTool tool in EnvTools.All)
        {
            Assert.Contains($"`{tool.Name}`", table);
        }

        Assert.All(Pages.Keys.Where(static name => name != "README.md"), page => Assert.Contains($"({page})", table));
    }

    [Fact]
    public void EveryVariable_IsToldOnAPage()
    {
        string all = string.Concat(Pages.Values);
        foreach (EnvLine line in EnvTools.All.SelectMany(static tool => tool.Lines(new EnvSettings("https://gateway.example", "us-east-1", "k", null, null, null)).Concat(tool.Lines(new EnvSettings("https://gateway.example", "us-east-1", null, "i", "s", null)))))
        {
            Assert.Matches($"`{line.Name}[`=]", all);
        }
    }

    [Fact]
    public void EveryCommandOnThePages_IsOneThatExists()
    {
        string[] named = [.. Command().Matches(string.Concat(Pages.Values)).Select(static match => match.Groups[1].Value).Distinct()];
        Assert.True(named.Length >= 5);
        Assert.Empty(named.Except(EnvTools.All.Select(static tool => tool.Name)));
    }

    [Fact]
    public void EveryPage_IsShortAndTellsWhatIsNotThere()
    {
        foreach ((string name, string text) in Pages)
        {
            Assert.True(text.Split('\n').Length < 80, name);
            Assert.True(name == "README.md" || text.Contains("\nNot there: ", StringComparison.Ordinal), name);
            foreach (Match link in Link().Matches(text))
            {
                Assert.True(File.Exists(Path.GetFullPath(link.Groups[1].Value, Repository.PathOf("docs", "tools"))), $"{name}: {link.Value}");
            }
        }
    }

    [GeneratedRegex("outcrop env ([a-z-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    [GeneratedRegex(@"\]\(([^)#:]+\.md)(?:#[^)]*)?\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
