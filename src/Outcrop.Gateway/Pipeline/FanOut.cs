namespace Outcrop.Gateway.Pipeline;

/// <summary>Runs one request's several calls, a few at a time, and keeps their order. The first failure ends all of them.</summary>
internal static class FanOut
{
    /// <summary>How many calls of one request are under way at once: as many as the client library makes of its own batches.</summary>
    private const int MaxConcurrency = 4;

    /// <summary>Runs a call for each item.</summary>
    /// <param name="items">The items.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <returns>The answers in the items' order.</returns>
    public static async Task<IReadOnlyList<TResult>> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<TItem, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        await Parallel.ForAsync(
            0,
            items.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
            async (index, token) => results[index] = await call(items[index], token));
        return results;
    }
}
