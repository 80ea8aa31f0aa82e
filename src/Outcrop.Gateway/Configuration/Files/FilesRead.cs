using System.Security.Cryptography;

namespace Outcrop.Gateway.Configuration.Files;

/// <summary>Notes what one load reads and looks for, so that a change of any of it can be seen. Used by one thread.</summary>
/// <param name="files">The files.</param>
internal sealed class FilesRead(IConfigurationFiles files) : IConfigurationFiles
{
    private readonly SortedDictionary<string, string> _found = new(StringComparer.Ordinal);

    /// <summary>Every path, with the hash of what was there.</summary>
    public IReadOnlyDictionary<string, string> Found => _found;

    /// <inheritdoc/>
    public bool Exists(string path)
    {
        bool exists = files.Exists(path);
        _found.TryAdd(path, exists ? "there" : "absent");
        return exists;
    }

    /// <inheritdoc/>
    public byte[] Read(string path)
    {
        _found[path] = "unreadable";
        byte[] bytes = files.Read(path);
        _found[path] = Convert.ToHexString(SHA256.HashData(bytes));
        return bytes;
    }

    /// <inheritdoc/>
    public bool IsOpenToOthers(string path) => files.IsOpenToOthers(path);
}
