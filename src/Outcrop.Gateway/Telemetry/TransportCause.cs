namespace Outcrop.Gateway.Telemetry;

/// <summary>Why there was no connection.</summary>
internal enum TransportCause
{
    /// <summary>The name could not be resolved.</summary>
    Dns,

    /// <summary>Nobody listened, or nothing could be reached.</summary>
    Connect,

    /// <summary>The handshake failed, or the certificate was refused.</summary>
    Tls,

    /// <summary>The connection was closed or broke before the response.</summary>
    Reset,

    /// <summary>A proxy, or the protocol itself.</summary>
    Protocol,
}
