using Outcrop.Testing;

namespace Outcrop.Architecture.Tests.Sources;

/// <summary>The repository's own files, without what builds leave behind.</summary>
internal static class SourceTree
{
    private static readonly string[] Extensions = [".cs", ".csproj", ".props", ".targets", ".json", ".txt", ".md"];

    public static IReadOnlyList<SourceFile> Files { get; } =
    [
        .. new[] { "src", "tests", "docs", "eng" }.SelectMany(Under),
        .. Directory.EnumerateFiles(Repository.Root).Select(Read).Where(file => Extensions.Contains(Path.GetExtension(file.Path))),
    ];

    private static IEnumerable<SourceFile> Under(string folder)
    {
        string root = Repository.PathOf(folder);
        return !Directory.Exists(root) ? [] : Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(path => Extensions.Contains(Path.GetExtension(path)))
            .Where(path => !Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules" or "TestResults"))
            .Order(StringComparer.Ordinal)
            .Select(Read);
    }

    private static SourceFile Read(string path) =>
        new(Path.GetRelativePath(Repository.Root, path).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllText(path));
}
