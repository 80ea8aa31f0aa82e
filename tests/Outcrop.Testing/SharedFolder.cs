using Xunit;

namespace Outcrop.Testing;

/// <summary>The data that lies beside the project and is never copied into it: recordings, vectors, service models, the catalogue.</summary>
public static class SharedFolder
{
    /// <summary>The folder, whether it is there or not.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared"));

    /// <summary>A path under the folder; skips the test, saying so, when the folder is not there.</summary>
    public static string Require(params ReadOnlySpan<string> parts)
    {
        string path = Path.Combine([Root, .. parts]);
        Assert.SkipUnless(Directory.Exists(path) || File.Exists(path), $"The shared data is not beside the project: {path} does not exist.");
        return path;
    }
}
