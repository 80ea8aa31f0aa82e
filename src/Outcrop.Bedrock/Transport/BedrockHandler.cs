namespace Outcrop.Bedrock.Transport;

/// <summary>The one place where outgoing HTTP is set up.</summary>
internal static class BedrockHandler
{
    /// <summary>Creates the handler of a client: HTTP/1.1, kept-alive connections, the environment's proxy, nothing that rewrites a signed request or answer.</summary>
    /// <param name="timeouts">The timeouts.</param>
    public static SocketsHttpHandler Create(BedrockTimeouts timeouts) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,

        // A traceparent of ours would tell AWS, or whoever stands in between, how our callers' requests hang together.
        ActivityHeadersPropagator = null,
        ConnectTimeout = timeouts.Connect,

        // Bedrock's addresses change with its load balancers: a connection that never ends never learns it.
        PooledConnectionLifetime = TimeSpan.FromMinutes(15),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
    };
}
