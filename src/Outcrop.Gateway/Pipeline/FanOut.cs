namespace Outcrop.Gateway.Pipeline;

/// <summary>Runs one request's several calls, a few at a time, and keeps their order. The first failure ends all of them.</summary>
internal static class FanOut
{
    /// <summary>How many calls of one request are under way at once: as many as the client library makes of its own batches.</summary>
    private const int MaxConcurrency = 4;

    /// <summary>Runs a call for each item.</summary>
    /// <param name="items">The items.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends those under way.</param>
    /// <param name="left">The caller's end: those under way may still be finished for their usage, and no more are begun. Default: it does not come.</param>
    /// <returns>The answers in the items' order.</returns>
    /// <exception cref="OperationCanceledException">Some were not begun.</exception>
    public static async Task<IReadOnlyList<TResult>> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<TItem, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken, CancellationToken left = default)
    {
        var results = new TResult[items.Count];
        bool isWhole = true;
        await Parallel.ForAsync(
            0,
            items.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                if (left.IsCancellationRequested)
                {
                    Volatile.Write(ref isWhole, false);
                    return;
                }

                results[index] = await call(items[index], token);
            });
        return isWhole ? results : throw new OperationCanceledException("The caller is gone.", left);
    }
}
