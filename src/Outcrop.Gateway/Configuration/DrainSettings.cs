namespace Outcrop.Gateway.Configuration;

/// <summary>How the gateway stops: the <c>drain</c> member. Immutable.</summary>
public sealed record DrainSettings
{
    /// <summary>How long it still accepts requests after it has said that it is not ready, so that whatever spreads load can notice. Default: 5 seconds.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long running requests may then go on. Default: <c>server.shutdownTimeout</c>, 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
