using Outcrop.Bedrock.Errors;

namespace Outcrop.Gateway.Telemetry;

/// <summary>Why connections fail: a pure function.</summary>
internal static class TransportCauses
{
    /// <summary>The cause.</summary>
    /// <param name="fault">A failure of kind Transport.</param>
    public static TransportCause Of(BedrockException fault) => (fault.InnerException as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => TransportCause.Dns,
        HttpRequestError.ConnectionError => TransportCause.Connect,
        HttpRequestError.SecureConnectionError => TransportCause.Tls,
        null or HttpRequestError.ResponseEnded or HttpRequestError.Unknown => TransportCause.Reset,
        _ => TransportCause.Protocol,
    };
}
