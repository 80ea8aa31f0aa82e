namespace Outcrop.Testing.Chaos;

/// <summary>A toxic at work on one direction of one connection. Not thread-safe.</summary>
/// <param name="flow">The direction.</param>
/// <param name="start">Where it begins.</param>
internal abstract class ToxicRun(ChaosFlow flow, ToxicStart start)
{
    private bool _begun;
    private int _message;

    /// <summary>Takes what this one passes on.</summary>
    public Func<Piece, ValueTask> Next { get; set; } = static _ => ValueTask.CompletedTask;

    protected ChaosFlow Flow => flow;

    /// <summary>Waits for a time to begin at, if it has one.</summary>
    public async Task WatchAsync()
    {
        if (start.After is { } after)
        {
            await flow.PauseAsync(after);
            _begun = true;
            await BegunAsync();
        }
    }

    /// <summary>Takes a piece.</summary>
    /// <param name="piece">The piece.</param>
    public async ValueTask PassAsync(Piece piece)
    {
        if (piece.Kind == PieceKind.Head)
        {
            // Bytes and frames are counted anew in each message.
            _message++;
            _begun &= start.Byte is null && start.Frame is null;
        }

        if (start.Message is { } only && only != _message)
        {
            await Next(piece);
            return;
        }

        if (!_begun)
        {
            if (start.BytesBefore(piece) is not { } before)
            {
                await Next(piece);
                return;
            }

            if (before > 0)
            {
                await Next(piece.Take(before));
                piece = piece.Skip(before);
            }

            _begun = true;
            await BegunAsync();
        }

        await ApplyAsync(piece);
    }

    /// <summary>The sender has ended; what is held back may still be passed on.</summary>
    public virtual ValueTask EndAsync() => ValueTask.CompletedTask;

    /// <summary>It begins here.</summary>
    protected virtual ValueTask BegunAsync() => ValueTask.CompletedTask;

    /// <summary>Does to a piece what it does.</summary>
    /// <param name="piece">The piece.</param>
    protected abstract ValueTask ApplyAsync(Piece piece);
}
