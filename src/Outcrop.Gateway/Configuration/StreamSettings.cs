namespace Outcrop.Gateway.Configuration;

/// <summary>How streams run: the <c>streams</c> member; what it leaves out is what <c>timeouts</c> and <c>server</c> say. Immutable.</summary>
public sealed record StreamSettings
{
    /// <summary>How long the model may take to its first content. Default: <c>timeouts.firstByte</c>, 120 seconds.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long the model may be silent between two reads. Default: <c>timeouts.idle</c>, 120 seconds.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How often a stream says that it is alive while the model is silent; zero: never. Default: <c>server.heartbeatInterval</c>, 15 seconds.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a reader may take nothing before it is cut off. Default: <c>server.writeTimeout</c>, 30 seconds.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What becomes of the model's answer when the caller leaves. Default: it is drained, since Bedrock bills it whole anyway.</summary>
    public DisconnectPolicy OnDisconnect { get; init; } = DisconnectPolicy.Drain;

    /// <summary>How long an answer is read on for a caller who left. Default: 60 seconds.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most answers drained at once; more are cancelled. Default: 100.</summary>
    public int MaxDrains { get; init; } = 100;
}
