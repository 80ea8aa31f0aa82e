namespace Outcrop.Gateway.Configuration;

/// <summary>When the configuration's files are read again: the <c>reload</c> member. SIGHUP always has them read. Immutable.</summary>
public sealed record ReloadSettings
{
    /// <summary>Whether the files are watched. Default: yes.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>How often they are looked at besides, for mounts that tell nobody of changes; zero: never. Default: 30 seconds.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);
}
