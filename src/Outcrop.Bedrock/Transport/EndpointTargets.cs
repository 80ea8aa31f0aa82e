using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Transport;

/// <summary>What a client's settings come down to: where each service is, and who calls.</summary>
/// <param name="Settings">The settings as resolved.</param>
/// <param name="Runtime">The runtime.</param>
/// <param name="ControlPlane">The control plane.</param>
/// <param name="Mantle">bedrock-mantle; <see langword="null"/> where the settings leave it no endpoint.</param>
/// <param name="Credentials">Who calls.</param>
internal sealed record EndpointTargets(ClientSettings Settings, EndpointTarget Runtime, EndpointTarget ControlPlane, EndpointTarget? Mantle, CredentialProvider Credentials)
{
    /// <summary>The endpoint of a service.</summary>
    /// <param name="service">The service.</param>
    /// <exception cref="BedrockException">Kind Configuration: the settings leave it none.</exception>
    public EndpointTarget Of(BedrockService service) => service switch
    {
        BedrockService.Runtime => Runtime,
        BedrockService.ControlPlane => ControlPlane,
        BedrockService.Mantle => Mantle ?? throw new BedrockException(BedrockErrorKind.Configuration, "bedrock-mantle has no FIPS endpoint: call the model on bedrock-runtime, or set an endpoint."),
        _ => throw new ArgumentOutOfRangeException(nameof(service)),
    };
}
