namespace Outcrop.Gateway.Configuration;

/// <summary>One thing wrong with a configuration.</summary>
/// <param name="Path">Where: a JSON path such as <c>$.generator.providers.bedrock.client_class</c>.</param>
/// <param name="Message">What is wrong and what would be right; never a secret value.</param>
public sealed record ConfigurationFault(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}
