namespace Outcrop.Architecture.Tests.Sources;

/// <summary>A file as the rules see it: a path from the repository's root with forward slashes, and its text. Planted ones come from tests.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    private (string Text, string Code) _blanked = ("", "");

    /// <summary>The text with comments and the characters of strings blanked out, line by line the same length.</summary>
    public string Code
    {
        get
        {
            // Kept with the text it was made from, since "with" copies it.
            if (!ReferenceEquals(_blanked.Text, Text))
            {
                _blanked = (Text, CSharpCode.Blank(Text));
            }

            return _blanked.Code;
        }
    }

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsProject => Path.EndsWith(".csproj", StringComparison.Ordinal);

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    /// <summary>The source project the file belongs to, as <c>Outcrop.Wire</c>; null outside src.</summary>
    public string? SourceProject => Path.Split('/') is ["src", string project, _, ..] ? project : null;

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public int LineOf(int position) => Text.AsSpan(0, position).Count('\n') + 1;
}
