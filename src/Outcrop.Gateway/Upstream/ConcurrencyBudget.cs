using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Upstream;

/// <summary>How many of the requests in flight may be retries: a share of them, and a few in any case. Over all targets and configurations. Thread-safe.</summary>
internal sealed class ConcurrencyBudget
{
    private int _inFlight;
    private int _retries;

    /// <summary>Requests under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Of them being sent again.</summary>
    public int Retries => Volatile.Read(ref _retries);

    /// <summary>A request begins.</summary>
    public void Enter() => Interlocked.Increment(ref _inFlight);

    /// <summary>A request is over.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>The budget by the figures of a configuration.</summary>
    /// <param name="settings">The figures.</param>
    /// <param name="caller">The caller's end: nothing is sent again for nobody. Default: it does not come.</param>
    public IRetryBudget By(RetryBudgetSettings settings, CancellationToken caller = default) => new View(this, settings, caller);

    private sealed class View(ConcurrencyBudget budget, RetryBudgetSettings settings, CancellationToken caller) : IRetryBudget
    {
        public bool TryBegin()
        {
            if (caller.IsCancellationRequested)
            {
                return false;
            }

            int most = Math.Max(settings.Minimum, (int)(budget.InFlight * settings.Share));
            if (Interlocked.Increment(ref budget._retries) <= most)
            {
                return true;
            }

            Interlocked.Decrement(ref budget._retries);
            return false;
        }

        public void End() => Interlocked.Decrement(ref budget._retries);
    }
}
