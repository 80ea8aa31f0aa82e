using System.Text.RegularExpressions;
using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests.Rules;

/// <summary>A file's namespace is its folder: src/Outcrop.Wire/Json is Outcrop.Wire.Json. Written once, file-scoped.</summary>
internal static partial class NamespaceIsFolder
{
    public static IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files)
    {
        foreach (SourceFile file in files.Where(file => file.IsCSharp && (file.IsUnder("src") || file.IsUnder("tests"))))
        {
            string[] parts = file.Folder.Split('/');
            string expected = file.IsUnder("src/Shared") ? string.Join('.', ["Outcrop", .. parts[1..]]) : string.Join('.', parts[1..]);
            string actual = NamespaceUse.Of(file);
            bool mayHaveNone = TypeDeclarations.TopLevel(file).Count == 0;
            if (actual != expected && !(actual.Length == 0 && mayHaveNone))
            {
                yield return new Violation(file.Path, 1, $"The namespace is '{actual}'; the folder says '{expected}'.");
            }

            foreach (Match block in Block().Matches(file.Code))
            {
                yield return new Violation(file.Path, file.LineOf(block.Index), "A namespace is written with braces; use the file-scoped form.");
            }
        }
    }

    [GeneratedRegex(@"^\s*namespace\s+[\w.]+\s*\{", RegexOptions.Multiline)]
    private static partial Regex Block();
}
