namespace Outcrop.Gateway.Configuration;

/// <summary>A system prompt with <c>{name}</c> placeholders, taken apart once. <c>{{</c> and <c>}}</c> are braces; braces that hold no name stay as they are. Immutable.</summary>
internal sealed class PromptTemplate
{
    private readonly (string Text, bool IsVariable)[] _parts;

    private PromptTemplate((string Text, bool IsVariable)[] parts, IReadOnlyDictionary<string, string?> variables)
    {
        _parts = parts;
        Variables = variables;
    }

    /// <summary>The template's own variables with their defaults; <see langword="null"/>: the request must give it.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; }

    /// <summary>Whether the template is empty, which means no system prompt.</summary>
    public bool IsEmpty => _parts.Length == 0;

    /// <summary>The placeholders used, each once.</summary>
    public IEnumerable<string> Placeholders => _parts.Where(part => part.IsVariable).Select(part => part.Text).Distinct(StringComparer.Ordinal);

    /// <summary>Takes a template apart.</summary>
    /// <param name="text">The template.</param>
    /// <param name="variables">Its own variables.</param>
    public static PromptTemplate Parse(string text, IReadOnlyDictionary<string, string?> variables)
    {
        var parts = new List<(string, bool)>();
        var literal = new System.Text.StringBuilder();
        for (int index = 0; index < text.Length; index++)
        {
            char character = text[index];
            if (character is '{' or '}' && index + 1 < text.Length && text[index + 1] == character)
            {
                literal.Append(character);
                index++;
                continue;
            }

            int end = character == '{' ? text.IndexOf('}', index) : -1;
            if (end > 0 && IsName(text.AsSpan(index + 1, end - index - 1)))
            {
                Flush();
                parts.Add((text[(index + 1)..end], true));
                index = end;
                continue;
            }

            literal.Append(character);
        }

        Flush();
        return new PromptTemplate([.. parts], variables);

        void Flush()
        {
            if (literal.Length > 0)
            {
                parts.Add((literal.ToString(), false));
                literal.Clear();
            }
        }
    }

    /// <summary>Puts values in. A value is inserted as it is: braces in it are not looked at again.</summary>
    /// <param name="valueOf">Gives the value of a placeholder.</param>
    public string Render(Func<string, string> valueOf) =>
        string.Concat(_parts.Select(part => part.IsVariable ? valueOf(part.Text) : part.Text));

    /// <summary>Whether a text can name a variable.</summary>
    /// <param name="text">The text.</param>
    internal static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        foreach (char character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '_')
            {
                return false;
            }
        }

        return true;
    }
}
