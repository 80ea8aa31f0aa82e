namespace Outcrop.Gateway.Configuration;

/// <summary>The machine's own files.</summary>
internal sealed class PhysicalFiles : IConfigurationFiles
{
    /// <summary>The longest file that is read, in bytes: far more than any configuration has.</summary>
    public const long LongestFile = 16 * 1024 * 1024;

    /// <summary>The one instance.</summary>
    public static readonly PhysicalFiles Instance = new();

    private PhysicalFiles()
    {
    }

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public byte[] Read(string path)
    {
        // A pipe or a device has no length and might never end.
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (!file.CanSeek)
        {
            throw new IOException("it is no ordinary file");
        }

        if (file.Length > LongestFile)
        {
            throw new IOException($"it is longer than {LongestFile} bytes");
        }

        using var bytes = new MemoryStream((int)file.Length);
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;
}
