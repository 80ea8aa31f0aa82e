using System.Security.Authentication;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Transport;

/// <summary>From the network stack's failures to ours.</summary>
internal static class TransportFaults
{
    /// <summary>A failure before the response's headers.</summary>
    /// <param name="fault">What the handler threw.</param>
    /// <param name="host">The host, for people.</param>
    public static BedrockException FromRequest(HttpRequestException fault, string host)
    {
        (BedrockErrorKind kind, bool retryable, string what) = fault.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (BedrockErrorKind.Transport, true, "the name could not be resolved"),
            HttpRequestError.ConnectionError => (BedrockErrorKind.Transport, true, "no connection"),

            // A certificate does not get better by asking again; a handshake cut short may.
            HttpRequestError.SecureConnectionError => (BedrockErrorKind.Transport, fault.InnerException is not AuthenticationException, "no TLS connection"),
            HttpRequestError.ResponseEnded => (BedrockErrorKind.Transport, true, "the connection was closed before the response"),
            HttpRequestError.ProxyTunnelError => (BedrockErrorKind.Transport, true, "the proxy refused the tunnel"),
            HttpRequestError.UserAuthenticationError => (BedrockErrorKind.Transport, false, "the proxy asked for authentication"),
            HttpRequestError.VersionNegotiationError or HttpRequestError.ExtendedConnectNotSupported => (BedrockErrorKind.Transport, false, "no common version of HTTP"),
            HttpRequestError.HttpProtocolError => (BedrockErrorKind.Transport, true, "the connection broke the protocol"),
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => (BedrockErrorKind.UnexpectedResponse, false, "the response is no acceptable HTTP"),

            // Unknown covers a connection that broke while the request was being written.
            _ => (BedrockErrorKind.Transport, true, "the connection failed"),
        };
        string detail = fault.InnerException is { } inner ? $": {ErrorText.Clean(inner.Message)}" : "";
        return new BedrockException(kind, $"{host}: {what}{detail}", fault) { IsRetryable = retryable };
    }

    /// <summary>A failure while the body was read.</summary>
    /// <param name="fault">What the stream threw.</param>
    public static BedrockException FromBody(Exception fault) => fault switch
    {
        InvalidDataException => new BedrockException(BedrockErrorKind.StreamCorrupted, "The response's compressed body is corrupt.", fault) { IsRetryable = true },
        _ => new BedrockException(BedrockErrorKind.StreamTruncated, $"The connection broke before the end of the response: {ErrorText.Clean(fault.Message)}", fault) { IsRetryable = true },
    };

    /// <summary>One of our own timeouts.</summary>
    /// <param name="what">What was waited for.</param>
    /// <param name="limit">How long.</param>
    /// <param name="stage">Which; after <see cref="TimeoutStage.Total"/> there is no time left for another attempt.</param>
    public static BedrockException Timeout(string what, TimeSpan limit, TimeoutStage stage) =>
        new(BedrockErrorKind.Timeout, $"{what} within {limit.TotalSeconds:0.###} seconds.") { IsRetryable = stage != TimeoutStage.Total, TimedOutAt = stage };
}
