namespace Outcrop.Emulator;

/// <summary>What answers a request that no recording fits.</summary>
public enum ReplayMode
{
    /// <summary>The emulator itself.</summary>
    Mixed,

    /// <summary>An error, status 404, that names the nearest recording and where it differs.</summary>
    Strict,

    /// <summary>The recording of the same operation and model whose body is most like the one sent; an error where there is none.</summary>
    Nearest,
}
