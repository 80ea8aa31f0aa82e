using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>
/// Gives a request its place at a target. Where too many try a target that may be dead, others of its tier come first; where that holds for all of them, the request waits a moment for what the
/// others find out, since a second costs less than a timeout. Thread-safe.
/// </summary>
/// <param name="order">The order of the targets.</param>
/// <param name="healths">How they are.</param>
/// <param name="time">The clock.</param>
internal sealed class TargetChooser(TargetOrder order, TargetHealths healths, TimeProvider time)
{
    /// <summary>How long a request waits for news where every target of its tier is in doubt: as long as a first answer may take that tells where to go.</summary>
    private static readonly TimeSpan InDoubt = TimeSpan.FromSeconds(1);

    /// <summary>How long one waits in a burst after a silence. A dead port says so within this; a living model does not notice it.</summary>
    private static readonly TimeSpan InBurst = TimeSpan.FromMilliseconds(25);

    /// <summary>The least that a timer can wait: less is no wait at all, and would be tried again and again.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>The next target with a place there.</summary>
    /// <param name="candidates">The targets.</param>
    /// <param name="policy">How it is chosen.</param>
    /// <param name="conversation">The conversation; zero: none.</param>
    /// <param name="tokens">What the request may take of a quota.</param>
    /// <param name="deadline">When the request must have ended: it never waits longer than half of what it has left, since it is there to be answered.</param>
    /// <param name="isFirst">Whether none has been asked. Then one is asked however it is: the last target is always tried, but not the last of each kind.</param>
    /// <param name="caller">The caller's end: from then on nothing is begun, although what is under way may be read on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see langword="null"/>: none is left, or all of them swallow requests and have been asked a moment ago.</returns>
    public async ValueTask<(Candidate Candidate, TargetLease Lease)?> ChooseAsync(
        Candidate[] candidates, RoutePolicy policy, ulong conversation, double tokens, Deadline deadline, bool isFirst, CancellationToken caller, CancellationToken cancellationToken)
    {
        caller.ThrowIfCancellationRequested();
        if (candidates.Length == 1)
        {
            return isFirst ? Alone(candidates[0], tokens) : null;
        }

        Task? news = null;
        long since = 0;
        TimeSpan longest = TimeSpan.Zero;
        while (true)
        {
            TargetChoice choice = order.Find(candidates, policy.Strategy, conversation, tokens);
            TimeSpan wait = isFirst || choice.Index < 0 ? WaitFor(choice, candidates) : TimeSpan.Zero;
            if (wait > TimeSpan.Zero && news is null)
            {
                // Looked at once more, so that no news is missed between the look and the wait.
                (news, since, longest) = (healths.News.Next, time.GetTimestamp(), deadline.Remaining / 2);
                continue;
            }

            TimeSpan left = wait > TimeSpan.Zero ? (wait < longest ? wait : longest) - time.GetElapsedTime(since) : TimeSpan.Zero;
            if (left > TimeSpan.Zero)
            {
                await news!.WaitAsync(left > Tick ? left : Tick, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
                caller.ThrowIfCancellationRequested();
                news = healths.News.Next;
                continue;
            }

            if (choice.Index < 0)
            {
                return isFirst ? Force(candidates, tokens) : null;
            }

            // Between the look and the step others may have taken the places there were.
            Candidate candidate = candidates[choice.Index];
            if (candidate.Health.TryBegin(tokens, choice.Standing) is { } lease)
            {
                candidate.IsTried = true;
                order.Take(candidates, candidate, policy.Strategy, conversation);
                return (candidate, lease);
            }
        }
    }

    private static TimeSpan WaitFor(in TargetChoice choice, Candidate[] candidates) => choice.Standing switch
    {
        TargetStanding.Well => TimeSpan.Zero,
        TargetStanding.Untested => choice.HasRival ? InBurst : TimeSpan.Zero,
        TargetStanding.Doubtful => choice.HasRival ? InDoubt : TimeSpan.Zero,

        // Another request is finding out just now whether one of them is well again.
        TargetStanding.Away => Array.Exists(candidates, static candidate => !candidate.IsTried && candidate.Health.IsBeingProbed()) ? InDoubt : TimeSpan.Zero,
        _ => throw new ArgumentOutOfRangeException(nameof(choice), choice.Standing, null),
    };

    /// <summary>Where there is no choice there is no doubt either.</summary>
    private static (Candidate Candidate, TargetLease Lease)? Alone(Candidate only, double tokens)
    {
        only.IsTried = true;
        return (only.Health.TryBegin(tokens, TargetStanding.Doubtful) ?? only.Health.TryForce(tokens)) is { } lease ? (only, lease) : null;
    }

    /// <summary>None is well: the one that will be soonest, but for those that swallow requests and have just been asked.</summary>
    private static (Candidate Candidate, TargetLease Lease)? Force(Candidate[] candidates, double tokens)
    {
        for (int index = TargetOrder.SoonestWell(candidates); index >= 0; index = TargetOrder.SoonestWell(candidates))
        {
            Candidate candidate = candidates[index];
            candidate.IsTried = true;
            if (candidate.Health.TryForce(tokens) is { } lease)
            {
                return (candidate, lease);
            }
        }

        return null;
    }
}
