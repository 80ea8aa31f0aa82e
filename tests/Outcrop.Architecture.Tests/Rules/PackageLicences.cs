using System.Text.Json;
using System.Xml.Linq;
using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests.Rules;

/// <summary>Every package that src pulls in, direct or not, stands with an allowed licence in eng/licences.txt; versions stand in one central file.</summary>
internal static class PackageLicences
{
    private const string List = "eng/licences.txt";
    private static readonly string[] AllowedLicences = ["Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause"];

    public static IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files)
    {
        Dictionary<string, string> reviewed = ReadList(files.FirstOrDefault(file => file.Path == List)?.Text ?? "");
        foreach ((string package, string licence) in reviewed)
        {
            if (!AllowedLicences.Contains(licence))
            {
                yield return new Violation(List, 1, $"{package}: the licence '{licence}' is not allowed.");
            }
        }

        foreach (SourceFile file in files.Where(file => file.IsUnder("src")))
        {
            foreach (string package in PackagesOf(file).Where(package => !reviewed.ContainsKey(package)))
            {
                yield return new Violation(file.Path, 1, $"The licence of {package} has not been reviewed; add it to {List}.");
            }
        }

        foreach (SourceFile file in files.Where(file => file.IsProject))
        {
            foreach (XElement reference in XDocument.Parse(file.Text).Descendants("PackageReference").Where(reference => reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null))
            {
                yield return new Violation(file.Path, 1, $"The version of {(string?)reference.Attribute("Include")} belongs into Directory.Packages.props.");
            }
        }
    }

    private static IEnumerable<string> PackagesOf(SourceFile file)
    {
        if (file.IsProject)
        {
            return [.. XDocument.Parse(file.Text).Descendants("PackageReference").Select(reference => (string?)reference.Attribute("Include") ?? "")];
        }

        if (file.Name != "packages.lock.json")
        {
            return [];
        }

        using JsonDocument document = JsonDocument.Parse(file.Text);
        return [.. document.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project").Select(package => package.Name).Distinct()];
    }

    private static Dictionary<string, string> ReadList(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith('#')).Select(line => line.Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts.Length > 1 ? parts[1] : "");
}
