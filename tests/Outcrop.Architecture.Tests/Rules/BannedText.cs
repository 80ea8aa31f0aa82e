using System.Text.RegularExpressions;
using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests.Rules;

/// <summary>What no file may hold: work put off, sleeping, exceptions swallowed.</summary>
internal static partial class BannedText
{
    public static IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files)
    {
        foreach (SourceFile file in files.Where(file => file.IsCSharp && (file.IsUnder("src") || file.IsUnder("tests")) && !file.IsUnder("tests/Outcrop.Architecture.Tests")))
        {
            foreach (Match match in PutOff().Matches(file.Text))
            {
                yield return new Violation(file.Path, file.LineOf(match.Index), $"'{match.Value}': do it, or leave it out.");
            }

            foreach (Match match in Code().Matches(file.Code))
            {
                yield return new Violation(file.Path, file.LineOf(match.Index), $"'{match.Value}' is banned.");
            }

            foreach (Match match in Catch().Matches(file.Code))
            {
                string body = file.Code[match.Groups["body"].Index..BodyEnd(file.Code, match.Groups["body"].Index)];
                string text = file.Text[match.Groups["body"].Index..BodyEnd(file.Code, match.Groups["body"].Index)];
                bool catchesAll = !match.Groups["type"].Success;
                if (catchesAll && !Throw().IsMatch(body))
                {
                    yield return new Violation(file.Path, file.LineOf(match.Index), "A bare catch swallows every exception.");
                }
                else if (text.All(c => char.IsWhiteSpace(c)))
                {
                    yield return new Violation(file.Path, file.LineOf(match.Index), "An empty catch swallows an exception and does not say why.");
                }
            }
        }
    }

    private static int BodyEnd(string code, int start)
    {
        int depth = 1;
        int position = start;
        while (position < code.Length)
        {
            depth += code[position] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return position;
            }

            position++;
        }

        return position;
    }

    [GeneratedRegex(@"\b(?:TODO|FIXME|XXX|HACK)\b")]
    private static partial Regex PutOff();

    [GeneratedRegex(@"\bNotImplementedException\b|\bThread\s*\.\s*Sleep\b")]
    private static partial Regex Code();

    [GeneratedRegex(@"\bcatch\s*(?<type>\((?:[^()]|\([^()]*\))*\))?\s*(?:when\s*\((?:[^(){}]|\((?:[^(){}]|\([^(){}]*\))*\))*\)\s*)?\{(?<body>)")]
    private static partial Regex Catch();

    [GeneratedRegex(@"\bthrow\b")]
    private static partial Regex Throw();
}
