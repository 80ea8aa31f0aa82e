using System.Diagnostics.CodeAnalysis;

namespace Outcrop.Cli.Env;

/// <summary>Writes what a shell is to run. A value is quoted so that the shell takes it as it stands; one that a shell has no way to quote is refused. Stateless.</summary>
internal static class ShellWriter
{
    /// <summary>The shell that is likely in use.</summary>
    /// <param name="shell">The variable <c>SHELL</c>.</param>
    /// <param name="isWindows">Whether this is Windows.</param>
    public static ShellKind Guess(string? shell, bool isWindows) =>
        isWindows ? ShellKind.PowerShell : shell?.EndsWith("/fish", StringComparison.Ordinal) == true ? ShellKind.Fish : ShellKind.Sh;

    /// <summary>Finds a shell by its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">The shell.</param>
    public static bool TryFind(string name, out ShellKind kind)
    {
        (kind, bool known) = name switch
        {
            "sh" or "bash" or "zsh" => (ShellKind.Sh, true),
            "fish" => (ShellKind.Fish, true),
            "powershell" or "pwsh" => (ShellKind.PowerShell, true),
            "cmd" => (ShellKind.Cmd, true),
            _ => (ShellKind.Sh, false),
        };
        return known;
    }

    /// <summary>The command that sets or removes a variable.</summary>
    /// <param name="shell">The shell.</param>
    /// <param name="line">The variable.</param>
    /// <param name="text">The command.</param>
    /// <returns>Whether the shell can take the value.</returns>
    public static bool TryWrite(ShellKind shell, EnvLine line, [NotNullWhen(true)] out string? text)
    {
        text = line.Value switch
        {
            null => Unset(shell, line.Name),
            { IsReference: true } reference => Refer(shell, line.Name, reference.Text),
            { } value when CanQuote(shell, value.Text) => Set(shell, line.Name, value.Text),
            _ => null,
        };
        return text is not null;
    }

    /// <summary>A comment.</summary>
    /// <param name="shell">The shell.</param>
    /// <param name="text">The text, of one line.</param>
    public static string Comment(ShellKind shell, string text) => shell == ShellKind.Cmd ? $"rem {text}" : $"# {text}";

    /// <summary>How the lines are run at once.</summary>
    /// <param name="shell">The shell.</param>
    /// <param name="tool">The tool's name.</param>
    public static string HowToRun(ShellKind shell, string tool) => Of(
        shell,
        $"eval \"$(outcrop env {tool})\"",
        $"outcrop env {tool} --shell fish | source",
        $"outcrop env {tool} --shell powershell | Out-String | Invoke-Expression",
        $"for /f \"delims=\" %i in ('outcrop env {tool} --shell cmd') do @%i");

    private static string Set(ShellKind shell, string name, string value) => Of(
        shell,
        $"export {name}='{value.Replace("'", "'\\''", StringComparison.Ordinal)}'",
        $"set -gx {name} '{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'",
        $"$env:{name} = '{DoublePowerShellQuotes(value)}'",
        $"set \"{name}={value}\"");

    private static string Refer(ShellKind shell, string name, string other) =>
        Of(shell, $"export {name}=\"${{{other}-}}\"", $"set -gx {name} \"${other}\"", $"$env:{name} = $env:{other}", $"set \"{name}=%{other}%\"");

    private static string Unset(ShellKind shell, string name) => Of(shell, $"unset {name}", $"set -e {name}", $"Remove-Item Env:{name} -ErrorAction Ignore", $"set \"{name}=\"");

    private static string Of(ShellKind shell, string sh, string fish, string powerShell, string cmd) => shell switch
    {
        ShellKind.Sh => sh,
        ShellKind.Fish => fish,
        ShellKind.PowerShell => powerShell,
        ShellKind.Cmd => cmd,
        _ => throw new InvalidOperationException($"No such shell: {shell}."),
    };

    /// <summary>Line breaks would end a line for whoever reads these line by line, and cmd expands percent signs and exclamation marks whatever stands around them.</summary>
    private static bool CanQuote(ShellKind shell, string value)
    {
        foreach (char c in value)
        {
            if (char.IsControl(c) || (shell == ShellKind.Cmd && c is '"' or '%' or '!' or '^' or '&' or '|' or '<' or '>'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>PowerShell ends a string at typographic apostrophes, too; each is doubled.</summary>
    private static string DoublePowerShellQuotes(string value)
    {
        foreach (char quote in "'\u2018\u2019\u201A\u201B")
        {
            value = value.Replace(quote.ToString(), $"{quote}{quote}", StringComparison.Ordinal);
        }

        return value;
    }
}
