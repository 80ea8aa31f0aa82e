using System.Text.Json;
using Outcrop.Testing;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>What the tests run is what the lock file says, on any machine.</summary>
public sealed class LockFileTests
{
    [Fact]
    public void Package_Versions_AreExact()
    {
        JsonElement package = Read("package.json");

        JsonProperty[] pins = [.. package.GetProperty("dependencies").EnumerateObject(), .. package.GetProperty("optionalDependencies").EnumerateObject()];

        Assert.NotEmpty(pins);
        Assert.All(pins, static pin => Assert.Matches(@"^(npm:(@[a-z0-9-]+/)?[a-z0-9-]+@)?\d+\.\d+\.\d+$", pin.Value.GetString()!));
    }

    [Fact]
    public void Lock_Packages_NameNoHostAndCarryAHash()
    {
        JsonProperty[] packages = [.. Read("package-lock.json").GetProperty("packages").EnumerateObject().Where(static package => package.Name.Length > 0)];

        Assert.NotEmpty(packages);
        Assert.All(packages, static package =>
        {
            // A registry's host in a lock file ties everyone to one machine's mirror.
            Assert.False(package.Value.TryGetProperty("resolved", out _), package.Name);
            Assert.StartsWith("sha512-", package.Value.GetProperty("integrity").GetString(), StringComparison.Ordinal);
            Assert.False(package.Value.TryGetProperty("hasInstallScript", out _), $"{package.Name} wants to run a script on install");
        });
    }

    private static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "Outcrop.Clients.Tests", "node", name))).RootElement;
}
