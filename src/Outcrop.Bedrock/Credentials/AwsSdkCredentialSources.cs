using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Credentials;

/// <summary>AWSSDK.Core's chain and AWSSDK.SecurityToken. Thread-safe.</summary>
internal sealed class AwsSdkCredentialSources : IAwsCredentialSources
{
    // A refresh that hangs must not hold requests for the SDK's default of 100 seconds.
    private static readonly TimeSpan StsTimeout = TimeSpan.FromSeconds(10);

    // One for a hiccup or for a clock that is off; the cache has the patience for more, and HttpClient asks anew by itself where a connection ends without an answer.
    private const int StsRetries = 1;

    /// <summary>Creates the sources.</summary>
    public AwsSdkCredentialSources() => AwsSdkClients.Register();

    /// <inheritdoc/>
    public AWSCredentials? FromProfile(string name) => new CredentialProfileStoreChain().TryGetAWSCredentials(name, out AWSCredentials credentials) ? credentials : null;

    /// <inheritdoc/>
    public async Task<AWSCredentials> FromChainAsync(CancellationToken cancellationToken)
    {
        using var resolver = new DefaultAWSCredentialsIdentityResolver();
        return await resolver.ResolveIdentityAsync(null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ExpiringCredentials> AssumeRoleAsync(AWSCredentials source, RoleRequest role, CancellationToken cancellationToken)
    {
        var configuration = new AmazonSecurityTokenServiceConfig
        {
            ServiceURL = role.Endpoint.AbsoluteUri,
            AuthenticationRegion = role.Region,
            Timeout = StsTimeout,
            MaxErrorRetry = StsRetries,
        };
        using var client = new AmazonSecurityTokenServiceClient(source, configuration);
        var request = new AssumeRoleRequest
        {
            RoleArn = role.RoleArn,
            RoleSessionName = role.SessionName,
            ExternalId = role.ExternalId,
            DurationSeconds = (int)role.Duration.TotalSeconds,
        };
        if (role.Tags.Count > 0)
        {
            request.Tags = [];
            foreach (KeyValuePair<string, string> tag in role.Tags)
            {
                request.Tags.Add(new Tag { Key = tag.Key, Value = tag.Value });
            }
        }

        AssumeRoleResponse response;
        try
        {
            response = await client.AssumeRoleAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException fault) when (ErrorCodes.MayBeClockSkew(fault.ErrorCode) && AwsSdkClock.Forget(role.Endpoint))
        {
            response = await client.AssumeRoleAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (response.Credentials is not { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0 } given)
        {
            // Whatever answered so is not STS: a proxy's page, say.
            throw new AmazonClientException("the answer holds no credentials");
        }

        return new ExpiringCredentials(
            ResolvedCredentials.Keys(given.AccessKeyId, given.SecretAccessKey, given.SessionToken),
            given.Expiration is { } end ? new DateTimeOffset(end.ToUniversalTime()) : null);
    }
}
