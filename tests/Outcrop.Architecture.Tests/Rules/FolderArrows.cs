using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests.Rules;

/// <summary>What the files of a folder may not name: other projects beyond the arrows, and inside a project the folders upstream of them.</summary>
internal static class FolderArrows
{
    private const string Gateway = "Outcrop.Gateway";
    private const string FrontEnds = "src/Outcrop.Gateway/FrontEnds";

    /// <summary>A folder and the namespaces it never sees.</summary>
    private static readonly (string Folder, string[] Forbidden)[] Rules =
    [
        ("src/Outcrop.Bedrock/Converse", ["Outcrop.Bedrock.Transport", "Outcrop.Bedrock.Credentials", "Outcrop.Bedrock.Signing"]),
        ("src/Outcrop.Bedrock/Families", ["Outcrop.Bedrock.Transport", "Outcrop.Bedrock.Credentials", "Outcrop.Bedrock.Signing"]),
        (FrontEnds, [Gateway + ".Limits", Gateway + ".Ledger", Gateway + ".Dashboard"]),
        ("src/Outcrop.Gateway/Keys", [Gateway + ".FrontEnds", Gateway + ".Dashboard"]),
        ("src/Outcrop.Gateway/Routing", [Gateway + ".FrontEnds", Gateway + ".Dashboard"]),
        ("src/Outcrop.Gateway/Limits", [Gateway + ".FrontEnds", Gateway + ".Dashboard"]),
        ("src/Outcrop.Gateway/Ledger", [Gateway + ".FrontEnds", Gateway + ".Dashboard"]),
        ("src/Outcrop.Gateway/Upstream", [Gateway + ".FrontEnds", Gateway + ".Dashboard"]),

        // These two read and never steer: they cannot name what moves a request.
        ("src/Outcrop.Gateway/Telemetry", [Gateway + ".FrontEnds", Gateway + ".Upstream", Gateway + ".Dashboard"]),
        ("src/Outcrop.Gateway/Dashboard", [Gateway + ".FrontEnds", Gateway + ".Upstream", Gateway + ".Pipeline"]),
    ];

    public static IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files)
    {
        SourceFile[] sources = [.. files.Where(file => file.IsCSharp && file.IsUnder("src"))];
        string[] dialects = [.. sources.Where(file => file.IsUnder(FrontEnds)).Select(file => file.Path[(FrontEnds.Length + 1)..].Split('/')).Where(parts => parts.Length > 1).Select(parts => parts[0]).Distinct()];
        foreach (SourceFile file in sources)
        {
            foreach (Violation violation in CheckProject(file))
            {
                yield return violation;
            }

            IEnumerable<string> forbidden = Rules.Where(rule => file.IsUnder(rule.Folder)).SelectMany(rule => rule.Forbidden);
            string? dialect = dialects.FirstOrDefault(name => file.IsUnder($"{FrontEnds}/{name}"));
            if (dialect is not null)
            {
                forbidden = forbidden.Concat(dialects.Where(name => name != dialect).Select(name => $"{Gateway}.FrontEnds.{name}"));
            }

            foreach (string target in forbidden)
            {
                foreach (int place in NamespaceUse.PlacesOf(file, target))
                {
                    yield return new Violation(file.Path, file.LineOf(place), $"{file.Folder} may not see {target}.");
                }
            }
        }
    }

    private static IEnumerable<Violation> CheckProject(SourceFile file)
    {
        string project = file.SourceProject ?? "";
        string[] visible = project == "Shared"
            ? ["Outcrop.Shared"]
            : [project, .. ProjectArrows.Allowed.GetValueOrDefault(project, []), .. ProjectArrows.SharedSourceUsers.Contains(project) ? ["Outcrop.Shared"] : Array.Empty<string>()];
        string[] known = [.. ProjectArrows.Allowed.Keys, "Outcrop.Shared"];
        foreach ((string name, int place) in NamespaceUse.FullNames(file))
        {
            string? root = known.FirstOrDefault(other => name == other || name.StartsWith(other + ".", StringComparison.Ordinal));
            if (root is not null && !visible.Contains(root))
            {
                yield return new Violation(file.Path, file.LineOf(place), $"{project} may not name {root}.");
            }
        }
    }
}
