namespace Outcrop.Cli.Env;

/// <summary>What a variable is set to.</summary>
/// <param name="Text">The text, or the name of another variable.</param>
/// <param name="IsReference">Whether it is the other variable's value, which then never stands in what is printed.</param>
internal readonly record struct EnvValue(string Text, bool IsReference)
{
    /// <summary>A text.</summary>
    public static EnvValue Of(string text) => new(text, false);

    /// <summary>The text where one was given, else whatever another variable holds when the shell runs the line.</summary>
    /// <param name="text">The text, if any.</param>
    /// <param name="variable">The other variable.</param>
    public static EnvValue OfOr(string? text, string variable) => string.IsNullOrEmpty(text) ? new(variable, true) : new(text, false);

    /// <summary>Not the text, which may be a secret.</summary>
    public override string ToString() => IsReference ? $"${Text}" : "a value";
}
