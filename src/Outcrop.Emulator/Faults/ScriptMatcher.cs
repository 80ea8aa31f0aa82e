using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Faults;

/// <summary>Whether a request is one a script is for. Thread-safe.</summary>
internal sealed class ScriptMatcher
{
    public static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    private readonly EmulatorScript _script;
    private readonly Regex? _text;

    /// <exception cref="ArgumentException">The pattern is none.</exception>
    public ScriptMatcher(EmulatorScript script)
    {
        _script = script;
        _text = script.TextPattern is { } pattern ? new Regex(pattern, RegexOptions.CultureInvariant, PatternTimeout) : null;
    }

    /// <summary><c>*</c> and <c>?</c>; the backslash makes them ordinary.</summary>
    public static bool Matches(string pattern, string? text, bool ignoreCase = false) =>
        text is not null && FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase);

    public bool Fits(ScriptedRequest request) =>
        (_script.Operation is null || _script.Operation == request.Operation)
        && (_script.ModelId is null || Matches(_script.ModelId, request.ModelId))
        && HasHeaders(request)
        && (_script.TextContains is null || request.Text.Contains(_script.TextContains, StringComparison.Ordinal))
        && (_text is null || IsMatch(_text, request.Text));

    private static bool IsMatch(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // Documented: what takes too long does not match.
            return false;
        }
    }

    private bool HasHeaders(ScriptedRequest request)
    {
        foreach ((string name, string value) in _script.RequestHeaders)
        {
            if (!Matches(value, request.Headers.GetValueOrDefault(name), ignoreCase: true))
            {
                return false;
            }
        }

        return true;
    }
}
