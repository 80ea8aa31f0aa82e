namespace Outcrop.Testing.Raw;

/// <summary>What becomes of a connection behind an answer.</summary>
public enum KeepAliveEnd
{
    /// <summary>It stays open for the next request.</summary>
    Keep,

    /// <summary>It is closed in order.</summary>
    Close,

    /// <summary>It is reset, as by a host that knows nothing of it.</summary>
    Reset,
}
