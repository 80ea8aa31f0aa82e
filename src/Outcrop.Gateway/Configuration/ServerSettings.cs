namespace Outcrop.Gateway.Configuration;

/// <summary>How the gateway listens: the <c>server</c> member. Immutable.</summary>
public sealed record ServerSettings
{
    /// <summary>An IP address, <c>localhost</c>, or <c>*</c> for all. Default: <c>127.0.0.1</c>.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one. Default: <c>PORT</c>, else 8001.</summary>
    public int Port { get; init; } = 8001;

    /// <summary>The longest request body in bytes. Default: 32 MiB.</summary>
    public long MaxRequestBodyBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>The most connections at once. Default: no limit.</summary>
    public long? MaxConcurrentConnections { get; init; }

    /// <summary>How long a reader may take nothing before it is cut off. Default: 30 seconds.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a stream says that it is alive while the model is silent; zero: never. Default: 15 seconds. In dialects that have a sign for it; it comes at the latest after one and a half of this.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After how long a stream is begun although the model has not said anything, so that signs of life can be sent; a failure is then told within the stream. Default: never, so that every failure before the first
    /// content has its own HTTP status.
    /// </summary>
    public TimeSpan? CommitAfter { get; init; }

    /// <summary>How long running streams may go on when the gateway is told to stop. Default: 30 seconds.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether requests run on the threads that read the sockets: less work per request, but whatever blocks there stops every connection of that thread. Default: no; see docs/adr/0010.</summary>
    public bool InlineScheduling { get; init; }

    /// <summary>Whether <c>/openapi.json</c> and the page <c>/docs</c> are served, to anyone: they describe the gateway and nothing of this one's settings. Default: yes.</summary>
    public bool ApiDocs { get; init; } = true;

    /// <summary>Web origins that browsers may call from. Default: none; CORS is then off.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];
}
