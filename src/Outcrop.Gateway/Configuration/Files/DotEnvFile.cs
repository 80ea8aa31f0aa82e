namespace Outcrop.Gateway.Configuration.Files;

/// <summary>
/// Reads a <c>.env</c> file: <c>NAME=value</c> lines, <c>#</c> comments, an optional <c>export</c>, single quotes (as is) or double quotes
/// (with <c>\n \t \" \\</c>). Nothing is expanded, and a variable that is already set is never replaced.
/// </summary>
public static class DotEnvFile
{
    /// <summary>Sets the process's variables that a file names and that are not set yet, so that the AWS credential chain sees them too.</summary>
    /// <param name="path">The file; when it does not exist, nothing happens.</param>
    /// <returns>How many variables were set.</returns>
    public static int ApplyToProcess(string path)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        int count = 0;
        foreach ((string name, string value) in Parse(File.ReadAllText(path)))
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value);
                count++;
            }
        }

        return count;
    }

    /// <summary>Takes the text of a file apart. The first of two lines for one name holds; lines that are no assignment are passed over.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ReadOnlySpan<char> rawLine in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> line = rawLine.Trim().TrimStart('\uFEFF');
            if (line.StartsWith("export ", StringComparison.Ordinal))
            {
                line = line[7..].TrimStart();
            }

            int equals = line.IndexOf('=');
            if (equals > 0 && line[0] != '#' && PromptTemplate.IsName(line[..equals].TrimEnd()))
            {
                variables.TryAdd(line[..equals].TrimEnd().ToString(), Value(line[(equals + 1)..].Trim()));
            }
        }

        return variables;
    }

    private static string Value(ReadOnlySpan<char> text)
    {
        if (text.Length > 0 && text[0] is '"' or '\'')
        {
            int end = ClosingQuote(text);
            if (end > 0)
            {
                string inner = text[1..end].ToString();
                return text[0] == '\'' ? inner : Unescape(inner);
            }
        }

        int comment = text.IndexOf(" #", StringComparison.Ordinal);
        return (comment >= 0 ? text[..comment].TrimEnd() : text).ToString();
    }

    private static int ClosingQuote(ReadOnlySpan<char> text)
    {
        for (int index = 1; index < text.Length; index++)
        {
            if (text[index] == '\\' && text[0] == '"')
            {
                index++;
            }
            else if (text[index] == text[0])
            {
                return index;
            }
        }

        return -1;
    }

    private static string Unescape(string text)
    {
        var result = new System.Text.StringBuilder(text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] != '\\' || index + 1 == text.Length)
            {
                result.Append(text[index]);
                continue;
            }

            char next = text[++index];
            _ = next switch
            {
                'n' => result.Append('\n'),
                'r' => result.Append('\r'),
                't' => result.Append('\t'),
                '"' or '\\' or '$' => result.Append(next),
                _ => result.Append('\\').Append(next),
            };
        }

        return result.ToString();
    }
}
