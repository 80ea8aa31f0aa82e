namespace Outcrop.Testing.Chaos;

/// <summary>Holds everything back for a while.</summary>
/// <param name="Delay">How long.</param>
/// <param name="Jitter">By how much more or less, by chance.</param>
public sealed record LatencyToxic(TimeSpan Delay, TimeSpan Jitter = default) : Toxic
{
    internal override ToxicRun Begin(ChaosFlow flow) => new Run(this, flow);

    private sealed class Run(LatencyToxic toxic, ChaosFlow flow) : ToxicRun(flow, toxic.Start)
    {
        protected override async ValueTask ApplyAsync(Piece piece)
        {
            await Flow.PauseAsync(toxic.Delay + (toxic.Jitter * ((2 * Flow.NextDouble()) - 1)));
            await Next(piece);
        }
    }
}

/// <summary>Lets so much through and no more.</summary>
/// <param name="BytesPerSecond">How much.</param>
public sealed record BandwidthToxic(int BytesPerSecond) : Toxic
{
    internal override ToxicRun Begin(ChaosFlow flow) => new Run(this, flow);

    private sealed class Run(BandwidthToxic toxic, ChaosFlow flow) : ToxicRun(flow, toxic.Start)
    {
        protected override async ValueTask ApplyAsync(Piece piece)
        {
            // A tenth of a second's worth at a time, so that it trickles and does not burst.
            int most = Math.Max(1, toxic.BytesPerSecond / 10);
            while (piece.Bytes.Length > most)
            {
                await SendAsync(piece.Take(most));
                piece = piece.Skip(most);
            }

            await SendAsync(piece);
        }

        private async ValueTask SendAsync(Piece piece)
        {
            await Flow.PauseAsync(TimeSpan.FromSeconds((double)piece.Bytes.Length / toxic.BytesPerSecond));
            await Next(piece);
        }
    }
}

/// <summary>Sends small pieces.</summary>
/// <param name="Size">How many bytes each.</param>
/// <param name="Variation">By how many more or less, by chance.</param>
/// <param name="Delay">The pause between two.</param>
public sealed record SlicerToxic(int Size, int Variation = 0, TimeSpan Delay = default) : Toxic
{
    internal override ToxicRun Begin(ChaosFlow flow) => new Run(this, flow);

    private sealed class Run(SlicerToxic toxic, ChaosFlow flow) : ToxicRun(flow, toxic.Start)
    {
        private bool _sent;

        protected override async ValueTask ApplyAsync(Piece piece)
        {
            while (!piece.Bytes.IsEmpty)
            {
                if (_sent)
                {
                    await Flow.PauseAsync(toxic.Delay);
                }

                _sent = true;
                int size = Math.Max(1, toxic.Size - toxic.Variation + (int)(Flow.NextDouble() * ((2 * toxic.Variation) + 1)));
                size = Math.Min(size, piece.Bytes.Length);
                await Next(piece.Take(size));
                piece = piece.Skip(size);
            }

            if (piece.Kind == PieceKind.End)
            {
                await Next(piece);
            }
        }
    }
}

/// <summary>Keeps a connection open for a while after its sender has ended it.</summary>
/// <param name="Delay">How long.</param>
public sealed record SlowCloseToxic(TimeSpan Delay) : Toxic
{
    internal override ToxicRun Begin(ChaosFlow flow) => new Run(this, flow);

    private sealed class Run(SlowCloseToxic toxic, ChaosFlow flow) : ToxicRun(flow, toxic.Start)
    {
        public override ValueTask EndAsync() => Flow.PauseAsync(toxic.Delay);

        protected override ValueTask ApplyAsync(Piece piece) => Next(piece);
    }
}
