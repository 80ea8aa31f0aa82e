using System.Runtime.InteropServices;

namespace Outcrop.Cli;

/// <summary>
/// Ctrl-C and SIGTERM as tokens, from before a command starts: System.CommandLine listens only once the command first waits, and a signal before that
/// would kill it. A second signal is not held back, unless the command has a use for it.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _again = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private volatile bool _holdsSecond;
    private int _count;

    /// <summary>Listens from now on.</summary>
    public StopSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Again => _again.Token;

    /// <summary>The command ends by itself after a second signal, too.</summary>
    public void HoldSecond() => _holdsSecond = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
        _again.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        int count = Interlocked.Increment(ref _count);
        context.Cancel = count == 1 || (count == 2 && _holdsSecond);
        (count == 1 ? _stop : _again).Cancel();
    }
}
