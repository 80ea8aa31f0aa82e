using System.IO.Hashing;
using System.Runtime.InteropServices;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>
/// Which target is asked next. Of those that are well: the route's own before its fallbacks', then by the strategy. A conversation stays where it was, by hashing where weights decide, by memory where load does. Thread-safe.
/// </summary>
/// <param name="sticky">Where conversations went last.</param>
internal sealed class TargetOrder(StickyTargets sticky)
{
    private const long TurnStep = 1_000_000;

    /// <summary>How many turns a target may catch up on that was away.</summary>
    private const long CatchUp = 4;

    /// <summary>Finds the best of those that have not been asked and are not away. Changes nothing: see <see cref="Take"/>.</summary>
    /// <param name="candidates">The targets, the route's own first.</param>
    /// <param name="strategy">How.</param>
    /// <param name="conversation">The conversation; zero: none, or it need not stay.</param>
    /// <param name="tokens">What the request may take of a quota.</param>
    public TargetChoice Find(ReadOnlySpan<Candidate> candidates, RoutingStrategy strategy, ulong conversation, double tokens)
    {
        int best = -1;
        int rivals = 0;
        var bestRank = (Tier: int.MaxValue, Doubtful: 2, Idle: 2, Priority: int.MaxValue);
        double bestScore = 0;
        TargetStanding bestStanding = TargetStanding.Away;
        TargetKey? remembered = conversation != 0 && IsByLoad(strategy) ? sticky.Find(conversation) : null;
        for (int i = 0; i < candidates.Length; i++)
        {
            Candidate candidate = candidates[i];
            if (candidate.IsTried || candidate.Health.Standing() is not (var standing and not TargetStanding.Away))
            {
                continue;
            }

            rivals = candidate.Tier < bestRank.Tier ? 1 : candidate.Tier == bestRank.Tier ? rivals + 1 : rivals;

            // Doubt is no reason to ask another model: it comes behind the tier.
            var rank = (candidate.Tier, standing == TargetStanding.Doubtful ? 1 : 0, candidate.Target.Weight > 0 ? 0 : 1, strategy == RoutingStrategy.Weighted ? 0 : candidate.Target.Priority);
            int order = rank.CompareTo(bestRank);
            if (order > 0)
            {
                continue;
            }

            double score = Score(candidate, strategy, conversation, tokens, remembered);
            if (order < 0 || score > bestScore || (score == bestScore && candidate.Health.Turn < candidates[best].Health.Turn))
            {
                (best, bestRank, bestScore, bestStanding) = (i, rank, score, standing);
            }
        }

        return new TargetChoice(best, bestStanding, rivals > 1);
    }

    /// <summary>Notes that a request goes to a target.</summary>
    /// <param name="candidates">The targets.</param>
    /// <param name="chosen">The one.</param>
    /// <param name="strategy">How it was chosen.</param>
    /// <param name="conversation">The conversation; zero: none.</param>
    public void Take(ReadOnlySpan<Candidate> candidates, Candidate chosen, RoutingStrategy strategy, ulong conversation)
    {
        TakeTurn(candidates, chosen);
        if (conversation != 0 && IsByLoad(strategy))
        {
            sticky.Remember(conversation, TargetKey.Of(chosen.Target));
        }
    }

    /// <summary>The one that will be well soonest, for when none is: the last target is always tried. One that is throttled and has room again comes before.</summary>
    /// <param name="candidates">The targets.</param>
    public static int SoonestWell(ReadOnlySpan<Candidate> candidates)
    {
        int best = -1;
        (bool IsFull, TimeSpan Wait) least = default;
        for (int i = 0; i < candidates.Length; i++)
        {
            if (candidates[i].IsTried)
            {
                continue;
            }

            TimeSpan wait = candidates[i].Health.Wait(out bool isFreed);
            (bool IsFull, TimeSpan Wait) own = (!isFreed, wait);
            if (best < 0 || own.CompareTo(least) < 0)
            {
                (best, least) = (i, own);
            }
        }

        return best;
    }

    /// <summary>Whether one that has not been asked could be, should this one fail.</summary>
    /// <param name="candidates">The targets.</param>
    public static bool HasOther(ReadOnlySpan<Candidate> candidates)
    {
        foreach (Candidate candidate in candidates)
        {
            if (!candidate.IsTried && candidate.Health.IsSound())
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsByLoad(RoutingStrategy strategy) => strategy is RoutingStrategy.LeastInFlight or RoutingStrategy.Quota;

    /// <summary>The higher, the better, among targets of one rank.</summary>
    private static double Score(Candidate candidate, RoutingStrategy strategy, ulong conversation, double tokens, TargetKey? remembered)
    {
        switch (strategy)
        {
            case RoutingStrategy.Priority or RoutingStrategy.Weighted:
                return conversation == 0 ? 0 : Rendezvous(candidate.Target, conversation);
            case RoutingStrategy.LeastInFlight:
                return remembered == TargetKey.Of(candidate.Target) ? double.MaxValue : -(candidate.Health.InFlight + 1.0) / Math.Max(1, candidate.Target.Weight);
            case RoutingStrategy.Quota:
                double headroom = candidate.Health.Headroom(tokens);
                return headroom >= 0 && remembered == TargetKey.Of(candidate.Target) ? double.MaxValue : headroom;
            default:
                throw new ArgumentOutOfRangeException(nameof(strategy), strategy, null);
        }
    }

    /// <summary>
    /// Weighted rendezvous hashing: each conversation has an order of the targets of its own, in which each comes first as often as its weight says, and nothing else moves when one comes or goes.
    /// </summary>
    private static double Rendezvous(Target target, ulong conversation)
    {
        var seed = (long)conversation;
        ulong hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(target.AccountId.AsSpan()), seed);
        hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(target.Region.AsSpan()), (long)hash);
        hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(target.ModelId.AsSpan()), (long)hash);
        double unit = ((hash >> 11) + 0.5) / (1UL << 53);
        return -Math.Max(1, target.Weight) / Math.Log(unit);
    }

    private static void TakeTurn(ReadOnlySpan<Candidate> candidates, Candidate chosen)
    {
        if (candidates.Length == 1)
        {
            return;
        }

        long latest = long.MinValue;
        foreach (Candidate candidate in candidates)
        {
            latest = Math.Max(latest, candidate.Health.Turn);
        }

        chosen.Health.TakeTurn(chosen.Target.Weight, latest - (CatchUp * TurnStep), TurnStep);
    }
}
