namespace Outcrop.Testing;

/// <summary>Where things lie, seen from a test's output folder.</summary>
public static class Repository
{
    /// <summary>The project's root: the folder of <c>Outcrop.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path under the root.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Outcrop.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Outcrop.slnx above {AppContext.BaseDirectory}.");
    }
}
