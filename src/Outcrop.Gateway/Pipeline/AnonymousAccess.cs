namespace Outcrop.Gateway.Pipeline;

/// <summary>Whether callers on loopback need no key while the configuration has none. Immutable.</summary>
/// <param name="IsAllowed">Whether.</param>
internal sealed record AnonymousAccess(bool IsAllowed);
