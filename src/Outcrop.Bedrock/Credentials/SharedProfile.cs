using Amazon.Runtime.CredentialManagement;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Credentials;

/// <summary>What a profile of the shared AWS files says besides credentials.</summary>
/// <param name="Region">Its region.</param>
/// <param name="EndpointUrl">Its <c>endpoint_url</c>.</param>
/// <param name="UseFips">Its <c>use_fips_endpoint</c>.</param>
/// <param name="UseDualStack">Its <c>use_dualstack_endpoint</c>.</param>
/// <param name="IgnoreConfiguredEndpointUrls">Its <c>ignore_configured_endpoint_urls</c>.</param>
internal sealed record SharedProfile(string? Region = null, string? EndpointUrl = null, bool? UseFips = null, bool? UseDualStack = null, bool? IgnoreConfiguredEndpointUrls = null)
{
    /// <summary>Reads a profile.</summary>
    /// <param name="name">Its name.</param>
    /// <returns><see langword="null"/> when there is none of that name.</returns>
    /// <exception cref="BedrockException">Kind Configuration: the files cannot be read.</exception>
    public static SharedProfile? Load(string name)
    {
        try
        {
            return new CredentialProfileStoreChain().TryGetProfile(name, out CredentialProfile profile)
                ? new SharedProfile(profile.Region?.SystemName, profile.EndpointUrl, profile.UseFIPSEndpoint, profile.UseDualstackEndpoint, profile.IgnoreConfiguredEndpointUrls)
                : null;
        }
        catch (Exception fault) when (fault is Amazon.Runtime.AmazonClientException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BedrockException(BedrockErrorKind.Configuration, $"The shared AWS files cannot be read: {ErrorText.Clean(fault.Message)}", fault);
        }
    }
}
