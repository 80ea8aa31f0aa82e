using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace Outcrop.Bedrock.Credentials;

/// <summary>
/// Tells AWSSDK.Core how the clients are made that its credential chain needs. On a JIT it finds them by reflection; in a Native AOT binary it refuses every SSO
/// profile and every web identity without this. Only there is anything registered, since the registry is the whole process's and the application may have its own plans with it.
/// </summary>
internal static class AwsSdkClients
{
    private static readonly Lazy<bool> Registered = new(RegisterOnce);

    /// <summary>Registers them, once in the process's life.</summary>
    public static void Register() => _ = Registered.Value;

    private static bool RegisterOnce()
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            return false;
        }

        GlobalRuntimeDependencyRegistry registry = GlobalRuntimeDependencyRegistry.Instance;
        registry.RegisterSSOClient(context => new AmazonSSOClient(
            new AnonymousAWSCredentials(),
            new AmazonSSOConfig { RegionEndpoint = context.SSOClientContextData.Region }));
        registry.RegisterSSOOIDCClient(context => new AmazonSSOOIDCClient(
            new AnonymousAWSCredentials(),
            new AmazonSSOOIDCConfig { RegionEndpoint = context.SSOOIDCClientContextData.Region }));

        // For web identities, which need no credentials. Roles that need some are assumed by RoleCredentialSource: the registry's factory is not told whose.
        registry.RegisterSecurityTokenServiceClient(context => new AmazonSecurityTokenServiceClient(
            new AnonymousAWSCredentials(),
            new AmazonSecurityTokenServiceConfig { RegionEndpoint = context.SecurityTokenServiceClientContextData.Region ?? RegionEndpoint.USEast1 }));
        return true;
    }
}
