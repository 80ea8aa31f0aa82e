using Amazon.Runtime;

namespace Outcrop.Bedrock.Credentials;

/// <summary>Finds AWS credentials where AWS's SDKs find them, and assumes roles with them.</summary>
internal interface IAwsCredentialSources
{
    /// <summary>The credentials of a profile.</summary>
    /// <param name="name">Its name.</param>
    /// <returns><see langword="null"/> when there is no such profile, or none with credentials.</returns>
    AWSCredentials? FromProfile(string name);

    /// <summary>The credentials of the default chain.</summary>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="AmazonClientException">There are none.</exception>
    Task<AWSCredentials> FromChainAsync(CancellationToken cancellationToken);

    /// <summary>Assumes a role.</summary>
    /// <param name="source">Who assumes it.</param>
    /// <param name="role">The role.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AmazonClientException">STS refused or could not be reached.</exception>
    Task<ExpiringCredentials> AssumeRoleAsync(AWSCredentials source, RoleRequest role, CancellationToken cancellationToken);
}
