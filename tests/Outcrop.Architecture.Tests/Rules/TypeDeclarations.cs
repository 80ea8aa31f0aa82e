using System.Text.RegularExpressions;
using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests.Rules;

/// <summary>A type at the top level of a file.</summary>
/// <param name="Name">Its name without type parameters.</param>
/// <param name="Header">What stands between its name and its body.</param>
/// <param name="Position">Where its name stands.</param>
internal sealed partial record TypeDeclarations(string Name, string Header, int Position)
{
    public static IReadOnlyList<TypeDeclarations> TopLevel(SourceFile file)
    {
        string code = file.Code;
        var found = new List<TypeDeclarations>();
        int[] depths = Depths(code);
        foreach (Match match in Declaration().Matches(code))
        {
            if (depths[match.Index] != 0)
            {
                continue;
            }

            int name = match.Groups["name"].Index;
            int end = name;
            while (end < code.Length && !(depths[end] == 0 && code[end] is '{' or ';'))
            {
                end++;
            }

            found.Add(new TypeDeclarations(match.Groups["name"].Value, code[(name + match.Groups["name"].Length)..end], name));
        }

        return found;
    }

    /// <summary>Whether the base list names a type.</summary>
    public bool DerivesFrom(string name)
    {
        int colon = BaseListStart();
        return colon >= 0 && Regex.IsMatch(Header[colon..], $@"(?<!\w){Regex.Escape(name)}(?!\w)");
    }

    /// <summary>The colon outside of every parenthesis: parameter lists and generic arguments hold none, a primary constructor's may.</summary>
    private int BaseListStart()
    {
        int depth = 0;
        for (int i = 0; i < Header.Length; i++)
        {
            depth += Header[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (Header[i] == ':' && depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>How many braces, brackets and parentheses are open before each character.</summary>
    private static int[] Depths(string code)
    {
        int[] depths = new int[code.Length + 1];
        int depth = 0;
        for (int i = 0; i < code.Length; i++)
        {
            depth -= code[i] is '}' or ')' or ']' ? 1 : 0;
            depths[i] = depth;
            depth += code[i] is '{' or '(' or '[' ? 1 : 0;
        }

        depths[code.Length] = depth;
        return depths;
    }

    [GeneratedRegex(@"(?<![\w.])(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(?!class\b|struct\b)(?<name>@?\w+)|(?<![\w.])delegate\s+[\w<>\[\]?.,\s]+?\s(?<name>\w+)(?:<[^>]*>)?\s*(?=\()")]
    private static partial Regex Declaration();
}
