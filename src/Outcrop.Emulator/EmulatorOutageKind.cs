namespace Outcrop.Emulator;

/// <summary>How a region is out.</summary>
public enum EmulatorOutageKind
{
    /// <summary>It answers with an error of AWS.</summary>
    Error,

    /// <summary>Connections are reset: those that are open when it begins, and each request on others.</summary>
    Reset,

    /// <summary>Nothing is ever answered to a request that comes while it lasts; the connection stays open until the client gives up.</summary>
    Blackhole,

    /// <summary>
    /// The port is closed: connections are refused, and those that are open are reset. Where an emulator stands for several regions and only one of them is
    /// out, the port has to stay open for the others, and connections are reset.
    /// </summary>
    Refuse,
}
