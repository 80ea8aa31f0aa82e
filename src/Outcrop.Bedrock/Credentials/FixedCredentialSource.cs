namespace Outcrop.Bedrock.Credentials;

/// <summary>Credentials that never change.</summary>
internal sealed class FixedCredentialSource(ResolvedCredentials credentials) : ICredentialSource
{
    /// <inheritdoc/>
    public ValueTask<ResolvedCredentials> GetAsync(ResolvedCredentials? refused, CancellationToken cancellationToken) => ValueTask.FromResult(credentials);
}
