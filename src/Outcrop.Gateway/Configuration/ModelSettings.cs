namespace Outcrop.Gateway.Configuration;

/// <summary>What the <c>models</c> section comes to. Immutable.</summary>
/// <param name="Aliases">Name asked for → model id, chains followed.</param>
/// <param name="Routes">Name asked for → where its requests go.</param>
/// <param name="Default">Where all others go, if that is said.</param>
internal sealed record ModelSettings(IReadOnlyDictionary<string, string> Aliases, IReadOnlyDictionary<string, ModelRouteSettings> Routes, ModelRouteSettings? Default);
