namespace Outcrop.Bedrock.Native.Splicing;

/// <summary>
/// Where something may stand in a JSON object: <c>service_tier</c>, <c>output_config.effort</c>, <c>tools[].defer_loading</c> (of every element), <c>tools[type=web_search_]</c> (the elements whose type
/// begins so), <c>**.cache_control.scope</c> (at any depth, but not within what is the caller's own: tool arguments and schemas). Immutable.
/// </summary>
internal sealed class JsonPlace
{
    private const string AnyElement = "[]";
    private const string AnyDepth = "**.";
    private readonly string[] _steps;

    private JsonPlace(string text, string[] steps, bool anywhere, string? type)
    {
        Text = text;
        _steps = steps;
        IsAnywhere = anywhere;
        Type = type;
        Word = System.Text.Encoding.UTF8.GetBytes(type ?? steps[^1]);
    }

    /// <summary>The place as it is written.</summary>
    public string Text { get; }

    /// <summary>Whether it may be at any depth.</summary>
    public bool IsAnywhere { get; }

    /// <summary>What the type of an element begins with; <see langword="null"/> where the place is a member.</summary>
    public string? Type { get; }

    /// <summary>Whether it is a member of the top level.</summary>
    public bool IsTopLevel => _steps.Length == 1 && !IsAnywhere;

    /// <summary>A word that stands in every document that has it.</summary>
    public ReadOnlyMemory<byte> Word { get; }

    /// <summary>Reads a place.</summary>
    /// <param name="text">The place.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static JsonPlace Parse(string text)
    {
        bool anywhere = text.StartsWith(AnyDepth, StringComparison.Ordinal);
        string rest = anywhere ? text[AnyDepth.Length..] : text;
        string? type = null;
        int condition = rest.IndexOf("[type=", StringComparison.Ordinal);
        if (condition > 0 && rest.EndsWith(']'))
        {
            type = rest[(condition + 6)..^1];
            rest = rest[..condition] + AnyElement;
        }

        string[] steps = rest.Replace(AnyElement, "." + AnyElement, StringComparison.Ordinal).Split('.');
        return steps.Length == 0 || Array.Exists(steps, static step => step.Length == 0) || type?.Length == 0 || (steps[^1] == AnyElement && type is null)
            ? throw new FormatException($"'{text}' is no place in a JSON object.")
            : new JsonPlace(text, steps, anywhere, type);
    }

    /// <summary>Whether a path is this place, the type of an element aside.</summary>
    /// <param name="path">The names on the way, <c>[]</c> for an element.</param>
    public bool Is(List<string> path)
    {
        int from = path.Count - _steps.Length;
        return (from == 0 || (IsAnywhere && from > 0)) && Matches(path, from, _steps.Length);
    }

    /// <summary>Whether this place may be below a path.</summary>
    /// <param name="path">The names on the way.</param>
    public bool MayBeBelow(List<string> path) => IsAnywhere
        ? path[^1] is not ("input" or "input_schema" or "schema" or "parameters" or "arguments")
        : path.Count < _steps.Length && Matches(path, 0, path.Count);

    private bool Matches(List<string> path, int from, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (path[from + i] != _steps[i])
            {
                return false;
            }
        }

        return true;
    }
}
