using Outcrop.Architecture.Tests.Rules;
using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests;

/// <summary>Each rule about projects and packages, shown to fail on a planted fault and to pass without it.</summary>
public sealed class PlantedProjectTests
{
    private static readonly SourceFile Root = new("Directory.Build.props", "<Project><PropertyGroup><DisableTransitiveProjectReferences>true</DisableTransitiveProjectReferences></PropertyGroup></Project>");

    [Theory]
    [InlineData("Outcrop.Emulator", "Outcrop.Bedrock", false)]
    [InlineData("Outcrop.Emulator", "Outcrop.Gateway", false)]
    [InlineData("Outcrop.Emulator", "Outcrop.Wire", true)]
    [InlineData("Outcrop.Wire", "Outcrop.Bedrock", false)]
    [InlineData("Outcrop.Bedrock", "Outcrop.Gateway", false)]
    [InlineData("Outcrop.Bedrock", "Outcrop.Wire", true)]
    [InlineData("Outcrop.Gateway", "Outcrop.Emulator", false)]
    [InlineData("Outcrop.Gateway", "Outcrop.Bedrock", true)]
    [InlineData("Outcrop.Extensions.AI", "Outcrop.Wire", false)]
    [InlineData("Outcrop.Cli", "Outcrop.Emulator", true)]
    [InlineData("Outcrop.Wire", "Outcrop.Testing", false)]
    [InlineData("Outcrop.New", "Outcrop.Wire", false)]
    public void ProjectReference_Planted_IsFoundWhereNoArrowIs(string from, string to, bool allowed) =>
        Assert.Equal(allowed, !ProjectArrows.Check([Root, Project(from, $"<ProjectReference Include=\"..\\{to}/{to}.csproj\" />")]).Any());

    [Theory]
    [InlineData("Outcrop.Emulator", "<Reference Include=\"Outcrop.Bedrock.dll\" />")]
    [InlineData("Outcrop.Emulator", "<Compile Include=\"../Outcrop.Bedrock/Converse/*.cs\" />")]
    [InlineData("Outcrop.Bedrock", "<Compile Include=\"../Shared/*.cs\" />")]
    [InlineData("Outcrop.Gateway", "<Using Include=\"Outcrop.Gateway.Limits\" />")]
    [InlineData("Outcrop.Bedrock", "<InternalsVisibleTo Include=\"Outcrop.Emulator\" />")]
    [InlineData("Outcrop.Wire", "<InternalsVisibleTo Include=\"Outcrop.Bedrock\" />")]
    public void Item_ThatGoesRoundTheArrows_IsFound(string project, string item) => Assert.Single(ProjectArrows.Check([Root, Project(project, item)]));

    [Fact]
    public void Items_OfTheArchitecture_AreAllowed() => Assert.Empty(ProjectArrows.Check(
    [
        Root, Project("Outcrop.Gateway", "<Compile Include=\"../Shared/*.cs\" LinkBase=\"Shared\" /><InternalsVisibleTo Include=\"Outcrop.Gateway.Tests\" />"),
        Project("Outcrop.Bedrock", "<InternalsVisibleTo Include=\"Outcrop.Gateway\" />"),
    ]));

    [Fact]
    public void TransitiveReferences_SwitchedOnAnywhere_AreFound()
    {
        Assert.Single(ProjectArrows.Check([]));
        Assert.Single(ProjectArrows.Check([Root with { Text = "<Project />" }]));
        Assert.Single(ProjectArrows.Check([Root, new("src/Outcrop.Wire/Outcrop.Wire.csproj", "<Project><PropertyGroup><DisableTransitiveProjectReferences>false</DisableTransitiveProjectReferences></PropertyGroup></Project>")]));
        Assert.Single(ProjectArrows.Check([Root, new("src/Directory.Build.props", "<Project />")]));
    }

    [Theory]
    [InlineData("Known MIT", "Known", 0)]
    [InlineData("Known MIT", "Unknown", 1)]
    [InlineData("Known GPL-3.0", "Known", 1)]
    [InlineData("# Known MIT", "Known", 1)]
    public void Package_WithoutAReviewedLicence_IsFound(string list, string package, int expected) =>
        Assert.Equal(expected, PackageLicences.Check([new("eng/licences.txt", list), Project("Outcrop.Wire", $"<PackageReference Include=\"{package}\" />")]).Count());

    [Fact]
    public void Package_PulledInByAnother_IsFoundInTheLockFile()
    {
        const string Lock = """{"version":2,"dependencies":{"net10.0":{"Known":{"type":"Direct"},"Hidden":{"type":"Transitive"},"outcrop.wire":{"type":"Project"}}}}""";
        Violation violation = Assert.Single(PackageLicences.Check([new("eng/licences.txt", "Known MIT"), new("src/Outcrop.Bedrock/packages.lock.json", Lock)]));
        Assert.Contains("Hidden", violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Package_WithItsOwnVersion_IsFound() =>
        Assert.Single(PackageLicences.Check([new("eng/licences.txt", "Known MIT"), Project("Outcrop.Wire", "<PackageReference Include=\"Known\" Version=\"1.0\" />")]));

    private static SourceFile Project(string name, string items) => new($"src/{name}/{name}.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup>{items}</ItemGroup></Project>");
}
