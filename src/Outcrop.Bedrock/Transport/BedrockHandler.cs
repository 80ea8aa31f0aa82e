namespace Outcrop.Bedrock.Transport;

/// <summary>The one place where outgoing HTTP is set up.</summary>
internal static class BedrockHandler
{
    /// <summary>Creates the handler of a client: HTTP/1.1, kept-alive connections, the environment's proxy, nothing that rewrites a signed request or answer.</summary>
    /// <param name="timeouts">The timeouts.</param>
    /// <param name="keeps">Whether a connection carries more than one request.</param>
    public static SocketsHttpHandler Create(BedrockTimeouts timeouts, bool keeps = true) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,

        // A traceparent of ours would tell AWS, or whoever stands in between, how our callers' requests hang together.
        ActivityHeadersPropagator = null,
        ConnectTimeout = timeouts.Connect,

        // Bedrock's addresses change with its load balancers: a connection that never ends never learns it.
        PooledConnectionLifetime = keeps ? TimeSpan.FromMinutes(15) : TimeSpan.Zero,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
        PlaintextStreamFilter = static (context, _) => ValueTask.FromResult<Stream>(new ConnectionStream(context.PlaintextStream)),
    };
}
