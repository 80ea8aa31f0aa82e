namespace Outcrop.Bedrock.Signing;

/// <summary>The canonical URI: the path of the wire, its dot segments resolved, URI-encoded once more. For every service but S3.</summary>
internal static class CanonicalPath
{
    /// <summary>Appends the canonical form of a path.</summary>
    /// <param name="path">The path as it stands on the wire.</param>
    /// <param name="normalize">Whether dot segments and doubled slashes are resolved.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(ReadOnlySpan<char> path, bool normalize, ref ByteWriter output)
    {
        if (path.IsEmpty)
        {
            output.Write((byte)'/');
            return;
        }

        if (!normalize)
        {
            UriEncoder.Write(path, keepSlash: true, ref output);
            return;
        }

        int start = output.Length;
        bool directory = false;
        foreach (Range range in path.Split('/'))
        {
            ReadOnlySpan<char> segment = path[range];
            directory = segment.IsEmpty || segment is "." or "..";
            if (segment is "..")
            {
                int last = output.Written[start..].LastIndexOf((byte)'/');
                output.Truncate(last < 0 ? start : start + last);
            }
            else if (!directory)
            {
                output.Write((byte)'/');
                UriEncoder.Write(segment, keepSlash: false, ref output);
            }
        }

        if (directory || output.Length == start)
        {
            output.Write((byte)'/');
        }
    }
}
