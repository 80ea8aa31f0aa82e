using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Upstream;

/// <summary>How many of the requests in flight may be retries, and how many asked twice: a share of them, and a few in any case. Over all targets and configurations. Thread-safe.</summary>
internal sealed class ConcurrencyBudget
{
    private int _inFlight;
    private int _retries;
    private int _hedges;

    /// <summary>Requests under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Of them being sent again.</summary>
    public int Retries => Volatile.Read(ref _retries);

    /// <summary>Of them asked at two targets.</summary>
    public int Hedges => Volatile.Read(ref _hedges);

    /// <summary>A request begins.</summary>
    public void Enter() => Interlocked.Increment(ref _inFlight);

    /// <summary>A request is over.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>The budget by the figures of a configuration.</summary>
    /// <param name="settings">The figures.</param>
    /// <param name="caller">The caller's end: nothing is sent again for nobody. Default: it does not come.</param>
    public IRetryBudget By(RetryBudgetSettings settings, CancellationToken caller = default) => new View(this, settings, caller);

    /// <summary>A place for a second target; it is one among the retries, too. One at once is always allowed, unless none is.</summary>
    /// <param name="hedging">The share.</param>
    /// <param name="retries">The figures of the retries.</param>
    /// <returns>The place, which is given back when it is disposed; <see langword="null"/>: there is none.</returns>
    public Hedge? TryHedge(HedgingSettings hedging, RetryBudgetSettings retries)
    {
        int most = hedging.MaxShare > 0 ? Math.Max(1, (int)(InFlight * hedging.MaxShare)) : 0;
        if (Interlocked.Increment(ref _hedges) <= most && TryRetry(retries))
        {
            return new Hedge(this);
        }

        Interlocked.Decrement(ref _hedges);
        return null;
    }

    private bool TryRetry(RetryBudgetSettings settings)
    {
        int most = Math.Max(settings.Minimum, (int)(InFlight * settings.Share));
        if (Interlocked.Increment(ref _retries) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _retries);
        return false;
    }

    /// <summary>A request's second target.</summary>
    /// <param name="budget">Where its place is.</param>
    internal sealed class Hedge(ConcurrencyBudget budget) : IDisposable
    {
        private int _disposed;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Decrement(ref budget._retries);
                Interlocked.Decrement(ref budget._hedges);
            }
        }
    }

    private sealed class View(ConcurrencyBudget budget, RetryBudgetSettings settings, CancellationToken caller) : IRetryBudget
    {
        public bool TryBegin() => !caller.IsCancellationRequested && budget.TryRetry(settings);

        public void End() => Interlocked.Decrement(ref budget._retries);
    }
}
