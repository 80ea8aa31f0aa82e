using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Keys;

namespace Outcrop.Gateway.Limits;

/// <summary>What a request holds while it runs. Settled exactly once, whatever happens.</summary>
/// <param name="limiter">Who gave it.</param>
/// <param name="identity">Who holds it.</param>
internal sealed class Reservation(ConcurrencyLimiter limiter, KeyIdentity identity)
{
    private int _settled;

    /// <summary>Gives back what was reserved, with what was used in truth. Later calls do nothing.</summary>
    /// <param name="usage">The tokens, where they are known.</param>
    public void Settle(TokenUsage? usage)
    {
        _ = usage;
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            limiter.Release(identity);
        }
    }
}
