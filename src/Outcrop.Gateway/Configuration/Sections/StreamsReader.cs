using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>streams</c> and <c>drain</c> sections. Some of what they say could be said before them in <c>server</c> and <c>timeouts</c>; whoever says it twice is told.</summary>
internal static class StreamsReader
{
    /// <summary>Reads <c>streams</c>.</summary>
    /// <param name="section">The object, if any.</param>
    /// <param name="server">What <c>server</c> says.</param>
    /// <param name="serverSection">The section it was read from, if any.</param>
    /// <param name="timeouts">What <c>timeouts</c> says.</param>
    public static StreamSettings Read(ConfigurationObject? section, ServerSettings server, ConfigurationObject? serverSection, BedrockTimeouts timeouts)
    {
        var defaults = new StreamSettings { FirstByte = timeouts.FirstByte, Idle = timeouts.Idle, Heartbeat = server.HeartbeatInterval, Stall = server.WriteTimeout };
        if (section is null)
        {
            return defaults;
        }

        var streams = new StreamSettings
        {
            FirstByte = section.Member("firstByte").ReadSeconds() ?? defaults.FirstByte,
            Idle = section.Member("idle").ReadSeconds() ?? defaults.Idle,
            Heartbeat = section.Member("heartbeat").ReadDouble(0, 3600) is { } heartbeat ? TimeSpan.FromSeconds(heartbeat) : defaults.Heartbeat,
            Stall = section.Member("stall").ReadSeconds() ?? defaults.Stall,
            OnDisconnect = Choices.Read(section.Member("onDisconnect"), Choices.Disconnects) ?? defaults.OnDisconnect,
            DrainTimeout = section.Member("drainTimeout").ReadSeconds() ?? defaults.DrainTimeout,
            MaxDrains = (int)(section.Member("maxDrains").ReadInteger(0, 1_000_000) ?? defaults.MaxDrains),
        };
        RefuseBoth(section, "heartbeat", serverSection, "heartbeatInterval");
        RefuseBoth(section, "stall", serverSection, "writeTimeout");
        section.RefuseUnknown();
        return streams;
    }

    /// <summary>Reads <c>drain</c>.</summary>
    /// <param name="section">The object, if any.</param>
    /// <param name="server">What <c>server</c> says.</param>
    /// <param name="serverSection">The section it was read from, if any.</param>
    public static DrainSettings ReadDrain(ConfigurationObject? section, ServerSettings server, ConfigurationObject? serverSection)
    {
        var defaults = new DrainSettings { Timeout = server.ShutdownTimeout };
        if (section is null)
        {
            return defaults;
        }

        var drain = new DrainSettings
        {
            Delay = section.Member("delay").ReadDouble(0, 3600) is { } delay ? TimeSpan.FromSeconds(delay) : defaults.Delay,
            Timeout = section.Member("timeout").ReadSeconds() ?? defaults.Timeout,
        };
        RefuseBoth(section, "timeout", serverSection, "shutdownTimeout");
        section.RefuseUnknown();
        return drain;
    }

    private static void RefuseBoth(ConfigurationObject section, string name, ConfigurationObject? server, string olderName)
    {
        if (server is not null && section.HasAny(name) && server.HasAny(olderName))
        {
            section.Member(name).Fault($"is the same setting as $.server.{olderName}; write one of them");
        }
    }
}
