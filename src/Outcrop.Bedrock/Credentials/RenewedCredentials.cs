using Amazon.Runtime;

namespace Outcrop.Bedrock.Credentials;

/// <summary>One of our sources where AWSSDK wants its own type: a role that is assumed with another role's credentials.</summary>
/// <param name="source">The source.</param>
internal sealed class RenewedCredentials(ICredentialSource source) : AWSCredentials
{
    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        ResolvedCredentials given = await source.GetAsync(refused: null, CancellationToken.None).ConfigureAwait(false);
        return new ImmutableCredentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken);
    }
}
