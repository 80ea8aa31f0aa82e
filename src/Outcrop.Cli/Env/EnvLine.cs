namespace Outcrop.Cli.Env;

/// <summary>One variable that a tool needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it is set to; <see langword="null"/>: it must not be there, since the tool would heed it instead.</param>
internal sealed record EnvLine(string Name, EnvValue? Value)
{
    /// <summary>A variable with a plain text.</summary>
    public static EnvLine Set(string name, string text) => new(name, EnvValue.Of(text));

    /// <summary>A variable that must not be there.</summary>
    public static EnvLine Unset(string name) => new(name, null);
}
