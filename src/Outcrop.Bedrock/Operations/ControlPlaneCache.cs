using System.Collections.Concurrent;

namespace Outcrop.Bedrock.Operations;

/// <summary>Keeps answers of the control plane for a while. Whoever asks while an answer is on its way waits for that one; a failure is told to all of them and not kept. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="keep">How long an answer is kept; zero or less keeps none, and asks shared only while under way.</param>
internal sealed class ControlPlaneCache(TimeProvider time, TimeSpan keep)
{
    private const int MaxKept = 1024;
    private readonly ConcurrentDictionary<string, Lazy<Task<Entry>>> _entries = new(StringComparer.Ordinal);

    /// <summary>Gives an answer.</summary>
    /// <param name="key">What is asked.</param>
    /// <param name="ask">Asks it; not called with the caller's own end, since others may wait for the same answer.</param>
    /// <param name="cancellationToken">Ends the wait, not the question.</param>
    public async Task<T> GetAsync<T>(string key, Func<Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_entries.Count >= MaxKept)
            {
                _entries.Clear();
            }

            bool mine = false;
            var fresh = new Lazy<Task<Entry>>(() =>
            {
                mine = true;
                return AskAsync(ask);
            });
            Lazy<Task<Entry>> entry = _entries.GetOrAdd(key, fresh);
            if (entry != fresh && entry.Value is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                // A failure that all who asked had stopped waiting for.
                _entries.TryRemove(KeyValuePair.Create(key, entry));
                continue;
            }

            Entry answer;
            try
            {
                answer = await entry.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch when (entry.Value.IsCompleted)
            {
                _entries.TryRemove(KeyValuePair.Create(key, entry));
                throw;
            }

            // A call of one's own is fresh however short the time to keep.
            bool usable = mine || time.GetElapsedTime(answer.Asked) < keep;
            if (!usable || keep <= TimeSpan.Zero)
            {
                _entries.TryRemove(KeyValuePair.Create(key, entry));
            }

            if (usable || (keep <= TimeSpan.Zero && entry != fresh))
            {
                return (T)answer.Value;
            }
        }
    }

    private async Task<Entry> AskAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        T value = await ask().ConfigureAwait(false);
        return new Entry(value, time.GetTimestamp());
    }

    private sealed record Entry(object Value, long Asked);
}
