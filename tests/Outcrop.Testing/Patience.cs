namespace Outcrop.Testing;

/// <summary>How long a test waits for what must happen. No machine, however busy, takes that long: only what hangs meets it, and then it is the test that fails and not the whole run.</summary>
public static class Patience
{
    /// <summary>The limit of one wait.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Ends a wait at the limit; to be disposed of.</summary>
    public static CancellationTokenSource Start() => new(Limit, TimeProvider.System);
}
