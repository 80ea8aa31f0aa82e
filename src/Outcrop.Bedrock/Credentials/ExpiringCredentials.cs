namespace Outcrop.Bedrock.Credentials;

/// <summary>Credentials and their end.</summary>
/// <param name="Credentials">The credentials.</param>
/// <param name="Expiration">When they end; <see langword="null"/> for never.</param>
internal sealed record ExpiringCredentials(ResolvedCredentials Credentials, DateTimeOffset? Expiration);
