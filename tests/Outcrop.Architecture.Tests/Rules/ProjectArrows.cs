using System.Xml.Linq;
using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests.Rules;

/// <summary>Which project may reference which, whom it opens its internals to, and that no reference flows on by itself.</summary>
internal static class ProjectArrows
{
    /// <summary>The arrows of the architecture. A new project stands here or does not build.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Outcrop.Wire"] = [],
        ["Outcrop.Bedrock"] = ["Outcrop.Wire"],
        ["Outcrop.Extensions.AI"] = ["Outcrop.Bedrock"],
        ["Outcrop.Gateway"] = ["Outcrop.Bedrock", "Outcrop.Wire"],
        ["Outcrop.Emulator"] = ["Outcrop.Wire"],
        ["Outcrop.Cli"] = ["Outcrop.Wire", "Outcrop.Bedrock", "Outcrop.Extensions.AI", "Outcrop.Gateway", "Outcrop.Emulator"],
    };

    /// <summary>Who compiles <c>src/Shared</c> in: the two hosts that must share a listener's code and no assembly.</summary>
    public static readonly string[] SharedSourceUsers = ["Outcrop.Gateway", "Outcrop.Emulator"];

    private static readonly Dictionary<string, string[]> Friends = new()
    {
        ["Outcrop.Bedrock"] = ["Outcrop.Gateway", "Outcrop.Gateway.Tests", "Outcrop.Recordings", "Outcrop.Benchmarks", "Outcrop.Contracts.Tests"],
        ["Outcrop.Gateway"] = ["Outcrop.Regions"],
        ["Outcrop.Emulator"] = ["Outcrop.Contracts.Tests"],
    };

    public static IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files) =>
        files.Where(file => file.IsProject && file.IsUnder("src")).SelectMany(CheckProject)
            .Concat(files.Where(file => file.IsProject || file.Path.EndsWith(".props", StringComparison.Ordinal)).SelectMany(CheckSettings))
            .Concat(CheckRootSettings(files));

    private static IEnumerable<Violation> CheckProject(SourceFile file)
    {
        string project = Path.GetFileNameWithoutExtension(file.Path);
        if (!Allowed.TryGetValue(project, out string[]? allowed))
        {
            yield return new Violation(file.Path, 1, $"{project} is not among the projects of the architecture.");
            yield break;
        }

        foreach (XElement element in XDocument.Parse(file.Text).Descendants())
        {
            string include = ((string?)element.Attribute("Include") ?? "").Replace('\\', '/');
            string name = Path.GetFileNameWithoutExtension(include);
            switch (element.Name.LocalName)
            {
                case "ProjectReference" when !allowed.Contains(name):
                    yield return new Violation(file.Path, 1, $"{project} may not reference {name}.");
                    break;
                case "Reference" or "Import":
                    yield return new Violation(file.Path, 1, $"{project} takes in {element.Name.LocalName} {include}: only project and package references are allowed.");
                    break;
                case "Using":
                    yield return new Violation(file.Path, 1, $"{project} hides a using of {include} in its project file.");
                    break;
                case "Compile" when include != "../Shared/*.cs" || !SharedSourceUsers.Contains(project):
                    yield return new Violation(file.Path, 1, $"{project} may not link the source {include}.");
                    break;
                case "InternalsVisibleTo" when include != project + ".Tests" && !Friends.GetValueOrDefault(project, []).Contains(include):
                    yield return new Violation(file.Path, 1, $"{project} may not open its internals to {include}.");
                    break;
                default:
                    break;
            }
        }
    }

    private static IEnumerable<Violation> CheckSettings(SourceFile file)
    {
        XDocument document = XDocument.Parse(file.Text);
        if (document.Descendants("DisableTransitiveProjectReferences").Any(element => element.Value != "true"))
        {
            yield return new Violation(file.Path, 1, "Switches transitive project references on.");
        }

        if (file.Name == "Directory.Build.props" && file.Folder.Length > 0 && !document.Descendants("Import").Any())
        {
            yield return new Violation(file.Path, 1, "Cuts the folder off from the root's Directory.Build.props.");
        }
    }

    private static IEnumerable<Violation> CheckRootSettings(IReadOnlyList<SourceFile> files)
    {
        SourceFile? root = files.FirstOrDefault(file => file.Path == "Directory.Build.props");
        if (root is null || XDocument.Parse(root.Text).Descendants("DisableTransitiveProjectReferences").All(element => element.Value != "true"))
        {
            yield return new Violation("Directory.Build.props", 1, "DisableTransitiveProjectReferences is not switched on for every project.");
        }
    }
}
