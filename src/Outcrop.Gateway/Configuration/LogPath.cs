namespace Outcrop.Gateway.Configuration;

/// <summary>Whether a log file lies in the log folder. Symbolic links are followed first, and the relative path decides: a prefix test lets <c>/logs-evil</c> and links out of the folder pass.</summary>
internal static class LogPath
{
    private const int MostLinks = 40;

    /// <summary>Resolves a log file.</summary>
    /// <param name="folder">The log folder, absolute.</param>
    /// <param name="file">The file, absolute.</param>
    /// <param name="resolved">The file with every link followed.</param>
    /// <returns>Whether it lies in the folder.</returns>
    public static bool TryResolve(string folder, string file, out string resolved)
    {
        resolved = file;
        if (file.Contains('\0') || RealPath(folder) is not { } realFolder || RealPath(file) is not { } realFile)
        {
            return false;
        }

        resolved = realFile;
        string relative = Path.GetRelativePath(realFolder, realFile);
        return !Path.IsPathRooted(relative)
            && relative is not ("." or "..")
            && !relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && !Directory.Exists(realFile);
    }

    /// <summary>Follows the links of every part of a path; parts that do not exist yet stand as they are.</summary>
    private static string? RealPath(string path)
    {
        var open = new Stack<string>(Path.GetFullPath(path).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        string root = Path.GetPathRoot(Path.GetFullPath(path)) ?? "/";
        string current = root;
        int links = 0;
        while (open.TryPop(out string? part))
        {
            string next = Path.Combine(current, part);
            string? target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            foreach (string piece in Path.GetFullPath(Path.Combine(current, target)).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                open.Push(piece);
            }

            current = root;
        }

        return current;
    }
}
