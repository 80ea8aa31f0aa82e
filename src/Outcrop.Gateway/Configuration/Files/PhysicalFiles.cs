namespace Outcrop.Gateway.Configuration.Files;

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
        if (Directory.Exists(path))
        {
            throw new IOException("it is a folder");
        }

        // Pipes and devices have no length and might never end, and to open a pipe that nobody writes to is to wait for ever: to us they are empty.
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (new FileInfo(target).Length == 0)
        {
            return [];
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (!file.CanSeek)
        {
            throw new IOException("it is no ordinary file");
        }

        if (file.Length > LongestFile)
        {
            throw new IOException($"it is longer than {LongestFile} bytes");
        }

        // What grows meanwhile is read to where it was.
        byte[] bytes = new byte[(int)file.Length];
        int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count == bytes.Length ? bytes : bytes[..count];
    }

    /// <inheritdoc/>
    public bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;
}
