namespace Outcrop.Testing.Chaos;

/// <summary>How a connection is cut.</summary>
public enum CutEnding
{
    /// <summary>Closed, wherever the body stands.</summary>
    Close,

    /// <summary>Reset.</summary>
    Reset,

    /// <summary>As if the body ended here; only a chunked one can. The connection stays, for its client takes it for sound.</summary>
    Finish,
}

/// <summary>Lets nothing through; a black hole from its beginning on.</summary>
/// <param name="CloseAfter">After how long the connection is closed; never unless set.</param>
public sealed record TimeoutToxic(TimeSpan? CloseAfter = null) : Toxic
{
    internal override ToxicRun Begin(ChaosFlow flow) => new Run(this, flow);

    private sealed class Run(TimeoutToxic toxic, ChaosFlow flow) : ToxicRun(flow, toxic.Start)
    {
        /// <summary>An end, too, is something to hear.</summary>
        public override ValueTask EndAsync() => Flow.HideEndAsync();

        protected override ValueTask BegunAsync()
        {
            // Who waits for the fall may move the clock at once.
            if (toxic.CloseAfter is { } after)
            {
                Flow.Later(after, CutEnding.Close);
            }

            Flow.Fall();
            return ValueTask.CompletedTask;
        }

        protected override ValueTask ApplyAsync(Piece piece) => ValueTask.CompletedTask;
    }
}

/// <summary>Resets the connection.</summary>
/// <param name="After">How long after its beginning; at once unless set.</param>
public sealed record ResetPeerToxic(TimeSpan After = default) : Toxic
{
    internal override ToxicRun Begin(ChaosFlow flow) => new Run(this, flow);

    private sealed class Run(ResetPeerToxic toxic, ChaosFlow flow) : ToxicRun(flow, toxic.Start)
    {
        protected override async ValueTask BegunAsync()
        {
            if (toxic.After > TimeSpan.Zero)
            {
                Flow.Later(toxic.After, CutEnding.Reset);
            }
            else
            {
                await Flow.CutAsync(CutEnding.Reset);
            }
        }

        protected override ValueTask ApplyAsync(Piece piece) => Next(piece);
    }
}

/// <summary>Lets so many bytes of a body through and cuts the connection behind them.</summary>
/// <param name="Bytes">How many.</param>
/// <param name="Ending">How it is cut.</param>
public sealed record LimitDataToxic(long Bytes, CutEnding Ending = CutEnding.Close) : Toxic
{
    internal override ToxicRun Begin(ChaosFlow flow) => new Run(this, flow);

    private sealed class Run(LimitDataToxic toxic, ChaosFlow flow) : ToxicRun(flow, toxic.Start)
    {
        private long _left = toxic.Bytes;
        private bool _isFinished;

        protected override ValueTask BegunAsync()
        {
            _left = toxic.Bytes;
            _isFinished = false;
            return ValueTask.CompletedTask;
        }

        protected override async ValueTask ApplyAsync(Piece piece)
        {
            if (piece.Kind == PieceKind.Head)
            {
                await BegunAsync();
            }

            if (_isFinished)
            {
                return;
            }

            if (piece.Kind != PieceKind.Body)
            {
                await Next(piece);
                return;
            }

            int count = (int)Math.Min(_left, piece.Bytes.Length);
            _left -= count;
            if (count > 0)
            {
                await Next(piece.Take(count));
            }

            if (_left == 0 && toxic.Ending == CutEnding.Finish)
            {
                _isFinished = true;
                await Next(new Piece(PieceKind.End, ReadOnlyMemory<byte>.Empty));
            }
            else if (_left == 0)
            {
                await Flow.CutAsync(toxic.Ending);
            }
        }
    }
}
