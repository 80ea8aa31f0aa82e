namespace Outcrop.Cli.Env;

/// <summary>The shells whose words <c>outcrop env</c> knows.</summary>
internal enum ShellKind
{
    /// <summary>Every POSIX shell: sh, bash, zsh, dash.</summary>
    Sh,

    /// <summary>fish.</summary>
    Fish,

    /// <summary>PowerShell, on any system.</summary>
    PowerShell,

    /// <summary>Windows' own.</summary>
    Cmd,
}
