using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Latencies;

namespace Outcrop.Emulator.Streaming;

/// <summary>The pauses of one answer, by the emulator's clock: those of the options, or of the script where it has its own. Not thread-safe.</summary>
internal sealed class Pacing(EmulatorCall call)
{
    private EmulatorLatency? Latency => call.State.Latencies.Find(call.Region, call.Entry.ModelId);

    /// <summary>As long as a model thinks.</summary>
    public Task FirstTokenAsync() => PauseAsync(
        call.Script?.FirstTokenDelay ?? (Latency is { FirstToken: { } median } latency ? LatencyBook.Draw(median, latency.FirstTokenP99, call.Random) : call.State.Options.FirstTokenDelay));

    /// <summary>Between two chunks of content.</summary>
    public Task TokenAsync() =>
        PauseAsync(call.Script?.TokensPerSecond is double speed ? TimeSpan.FromSeconds(1 / speed)
            : Latency is { Token: { } median } latency ? LatencyBook.Draw(median, latency.TokenP99, call.Random)
            : call.State.Options.TokenInterval);

    public Task PauseAsync(TimeSpan pause)
    {
        if (pause > TimeSpan.Zero && call.Script is { Jitter: > 0 and double jitter })
        {
            pause *= 1 + (jitter * ((2 * call.Random.NextDouble()) - 1));
        }

        return pause > TimeSpan.Zero ? Task.Delay(pause, call.State.Clock, call.Aborted) : Task.CompletedTask;
    }
}
