using Amazon.Runtime;
using Amazon.RuntimeDependencies;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace Outcrop.Bedrock.Credentials;

/// <summary>
/// Tells AWSSDK.Core how the clients are made that its credential chain needs. On a JIT it finds them by reflection; in a Native AOT binary it does not
/// and would refuse every SSO profile, every profile with a role, and every web identity.
/// </summary>
internal static class AwsSdkClients
{
    private static readonly Lazy<bool> Registered = new(RegisterOnce);

    /// <summary>Registers them, once in the process's life.</summary>
    public static void Register() => _ = Registered.Value;

    private static bool RegisterOnce()
    {
        GlobalRuntimeDependencyRegistry registry = GlobalRuntimeDependencyRegistry.Instance;
        registry.RegisterSSOClient(context => new AmazonSSOClient(
            new AnonymousAWSCredentials(),
            new AmazonSSOConfig { RegionEndpoint = context.SSOClientContextData.Region }));
        registry.RegisterSSOOIDCClient(context => new AmazonSSOOIDCClient(
            new AnonymousAWSCredentials(),
            new AmazonSSOOIDCConfig { RegionEndpoint = context.SSOOIDCClientContextData.Region }));
        return true;
    }
}
