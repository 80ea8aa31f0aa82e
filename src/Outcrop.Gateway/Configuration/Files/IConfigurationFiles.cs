namespace Outcrop.Gateway.Configuration.Files;

/// <summary>The files a configuration is read from. Thread-safe.</summary>
internal interface IConfigurationFiles
{
    /// <summary>Whether there is such a file.</summary>
    /// <param name="path">An absolute path.</param>
    bool Exists(string path);

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="IOException">It cannot be read, or is larger than <see cref="PhysicalFiles.LongestFile"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    byte[] Read(string path);

    /// <summary>Whether others than the file's owner may read it; no where the system has no such notion.</summary>
    /// <param name="path">An absolute path.</param>
    bool IsOpenToOthers(string path);
}
