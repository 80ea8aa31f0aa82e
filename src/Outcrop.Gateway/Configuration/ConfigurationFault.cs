namespace Outcrop.Gateway.Configuration;

/// <summary>One thing wrong with a configuration.</summary>
/// <param name="Path">Where: a JSON path such as <c>$.generator.providers.bedrock.client_class</c>.</param>
/// <param name="Message">What is wrong and what would be right; never a secret value.</param>
public sealed record ConfigurationFault(string Path, string Message)
{
    /// <summary>The line of the file, from 1; <see langword="null"/> where the fault is in no line: in the environment, or a file that cannot be read.</summary>
    public int? Line { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Line is { } line ? $"{Path} (line {line}): {Message}" : $"{Path}: {Message}";
}
