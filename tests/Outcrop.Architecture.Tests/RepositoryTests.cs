using Outcrop.Architecture.Tests.Rules;
using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests;

/// <summary>The rules, held against the repository itself. Their own tests show that each can fail.</summary>
public sealed class RepositoryTests
{
    [Fact]
    public void Repository_Read_HoldsTheProjects()
    {
        Assert.Contains(SourceTree.Files, file => file.Path == "src/Outcrop.Wire/Outcrop.Wire.csproj");
        Assert.Contains(SourceTree.Files, file => file.Path == "src/Outcrop.Wire/EventStream/EventStreamDecoder.cs");
        Assert.Contains(SourceTree.Files, file => file.Path == "src/Outcrop.Bedrock/packages.lock.json");
        Assert.Contains(SourceTree.Files, file => file.Path == "Directory.Build.props");
        Assert.DoesNotContain(SourceTree.Files, file => file.Path.Contains("/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public void Projects_Reference_OnlyWhatTheArchitectureAllows() => AssertNone(ProjectArrows.Check(SourceTree.Files));

    [Fact]
    public void Folders_Name_OnlyWhatTheArchitectureAllows() => AssertNone(FolderArrows.Check(SourceTree.Files));

    [Fact]
    public void Namespaces_Are_TheFolders() => AssertNone(NamespaceIsFolder.Check(SourceTree.Files));

    [Fact]
    public void Files_Hold_OneTypeOrOneFamily() => AssertNone(OneTypePerFile.Check(SourceTree.Files));

    [Fact]
    public void Files_Are_Small() => AssertNone(FileSizes.Check(SourceTree.Files));

    [Fact]
    public void Files_Hold_NoBannedText() => AssertNone(BannedText.Check(SourceTree.Files));

    [Fact]
    public void Packages_Have_AReviewedLicence() => AssertNone(PackageLicences.Check(SourceTree.Files));

    [Fact]
    public void Code_Stands_Once() => AssertNone(DuplicateBlocks.Check(SourceTree.Files));

    private static void AssertNone(IEnumerable<Violation> violations)
    {
        string[] found = [.. violations.Select(violation => violation.ToString()).Distinct()];
        Assert.True(found.Length == 0, $"{found.Length} violations:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }
}
