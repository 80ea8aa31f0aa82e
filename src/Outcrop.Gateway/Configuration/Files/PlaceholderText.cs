using System.Text;

namespace Outcrop.Gateway.Configuration.Files;

/// <summary>
/// <c>${NAME}</c> and <c>${NAME:-default}</c> in a string of the configuration. A name is of capitals, digits and underscores; anything else between
/// the braces is left as it stands, and <c>$${</c> stands for <c>${</c>.
/// </summary>
internal static class PlaceholderText
{
    /// <summary>Puts the values in.</summary>
    /// <param name="text">The string as written.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="context">Takes the faults of missing variables.</param>
    /// <param name="usesEnvironment">Whether a variable's value is in the result.</param>
    public static string Expand(string text, string path, ConfigurationContext context, out bool usesEnvironment)
    {
        usesEnvironment = false;
        int start = text.IndexOf("${", StringComparison.Ordinal);
        if (start < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        int position = 0;
        while (start >= 0)
        {
            int end = text.IndexOf('}', start);
            bool escaped = start > position && text[start - 1] == '$';
            if (escaped)
            {
                result.Append(text, position, start - 1 - position).Append("${");
                position = start + 2;
            }
            else if (end > 0 && TryResolve(text[(start + 2)..end], path, context, out string value, out bool fromEnvironment))
            {
                result.Append(text, position, start - position).Append(value);
                position = end + 1;
                usesEnvironment |= fromEnvironment;
            }
            else
            {
                result.Append(text, position, start + 2 - position);
                position = start + 2;
            }

            start = text.IndexOf("${", position, StringComparison.Ordinal);
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    /// <summary>The variables whose values are in a string, separated by commas; empty for none.</summary>
    /// <param name="written">The string as written.</param>
    /// <param name="environment">The variables.</param>
    public static string NamesOf(System.Text.Json.JsonElement written, IReadOnlyDictionary<string, string> environment)
    {
        string text;
        try
        {
            text = written.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }

        var names = new List<string>();
        foreach (string part in text.Split("${").Skip(1))
        {
            int end = part.AsSpan().IndexOfAnyExcept(NameCharacters);
            if (end > 0 && part[end] is '}' or ':' && !string.IsNullOrEmpty(environment.GetValueOrDefault(part[..end])))
            {
                names.Add(part[..end]);
            }
        }

        return string.Join(", ", names);
    }

    private static bool TryResolve(string body, string path, ConfigurationContext context, out string value, out bool fromEnvironment)
    {
        int separator = body.IndexOf(":-", StringComparison.Ordinal);
        string name = separator < 0 ? body : body[..separator];
        value = "";
        fromEnvironment = false;
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            return false;
        }

        string? found = context.Environment.GetValueOrDefault(name);
        if (found is null && separator < 0)
        {
            context.Fault(path, $"environment variable {name} is not set");
            return true;
        }

        fromEnvironment = separator < 0 || !string.IsNullOrEmpty(found);
        value = fromEnvironment ? found! : body[(separator + 2)..];
        if (fromEnvironment && LooksSecret(name))
        {
            context.Secret(value);
        }

        return true;
    }

    private static bool LooksSecret(string name) =>
        name.Contains("SECRET") || name.Contains("TOKEN") || name.Contains("PASSWORD") || name.Contains("KEY");

    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}
