namespace Outcrop.Bedrock.Credentials;

/// <summary>The one source a provider has chosen.</summary>
internal interface ICredentialSource
{
    /// <summary>Gets credentials.</summary>
    /// <param name="refused">Credentials that AWS has just refused: others are wanted, if there are any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Errors.BedrockException">There are none.</exception>
    ValueTask<ResolvedCredentials> GetAsync(ResolvedCredentials? refused, CancellationToken cancellationToken);
}
