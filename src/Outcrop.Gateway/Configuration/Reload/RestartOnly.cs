namespace Outcrop.Gateway.Configuration.Reload;

/// <summary>Settings that are taken up when the gateway starts and then never again.</summary>
internal static class RestartOnly
{
    /// <summary>Those that a new configuration would change.</summary>
    /// <param name="started">The configuration the gateway was started with.</param>
    /// <param name="now">The new one.</param>
    public static IEnumerable<string> Changed(OutcropConfiguration started, OutcropConfiguration now)
    {
        (string Path, bool IsSame)[] settings =
        [
            ("$.server.address", started.Server.Address == now.Server.Address),
            ("$.server.port", started.Server.Port == now.Server.Port),
            ("$.server.maxRequestBodyBytes", started.Server.MaxRequestBodyBytes == now.Server.MaxRequestBodyBytes),
            ("$.server.maxConcurrentConnections", started.Server.MaxConcurrentConnections == now.Server.MaxConcurrentConnections),
            ("$.server.inlineScheduling", started.Server.InlineScheduling == now.Server.InlineScheduling),
            ("$.server.corsOrigins", started.Server.CorsOrigins.SequenceEqual(now.Server.CorsOrigins)),
            ("$.drain", started.Drain == now.Drain),
            ("$.logging", started.Logging == now.Logging),
            ("$.responses", started.Responses == now.Responses),
            ("$.reload", started.Reload == now.Reload),
        ];
        return settings.Where(setting => !setting.IsSame).Select(setting => setting.Path);
    }
}
