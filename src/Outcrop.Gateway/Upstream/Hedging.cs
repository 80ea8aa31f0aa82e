using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>
/// Asks a second target while the first is silent: (1) ask the first, (2) wait, (3) take a place at another that is sound, (4) whoever shows content first wins, and the other is cancelled. Only streams are asked twice, since
/// a whole answer shows nothing until it is finished; each request once at most. Thread-safe.
/// </summary>
/// <param name="order">Chooses the second target.</param>
/// <param name="budget">Bounds how many are asked twice.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of every second target.</param>
internal sealed partial class Hedging(TargetOrder order, ConcurrencyBudget budget, TimeProvider time, ILogger<Hedging> logger)
{
    /// <summary>Whether a request may be asked twice at all.</summary>
    /// <param name="dispatch">The request's way.</param>
    /// <param name="isStream">Whether it opens a stream.</param>
    public static bool Allows(Dispatch dispatch, bool isStream) =>
        isStream && dispatch.Call.Configuration.Hedging.Enabled && !dispatch.IsHedged && RequestShape.IsRepeatable(dispatch.Request);

    /// <summary>Runs it.</summary>
    /// <param name="dispatch">The request's way.</param>
    /// <param name="candidates">Its targets.</param>
    /// <param name="attempt">The first target's place.</param>
    /// <param name="choice">What the choice of the second goes by.</param>
    /// <param name="ask">Asks a target.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="OperationCanceledException">The caller left; both attempts have been ended.</exception>
    public async Task<Hedged<T>> RunAsync<T>(
        Dispatch dispatch, Candidate[] candidates, TargetAttempt attempt, HedgeChoice choice, Func<TargetAttempt, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        // 1
        var first = new Race<T>(attempt, ask, cancellationToken);
        dispatch.Keep(first);

        // 2
        HedgingSettings settings = dispatch.Call.Configuration.Hedging;
        if (await EndsWithinAsync(first.Answer, settings.After))
        {
            return await DecideAsync(dispatch, first);
        }

        // 3
        using ConcurrencyBudget.Hedge? place = dispatch.Caller.IsCancellationRequested ? null : budget.TryHedge(settings, dispatch.Call.Configuration.RetryBudget);
        if (place is null || Second(candidates, choice) is not { } other)
        {
            return await DecideAsync(dispatch, first);
        }

        dispatch.IsHedged = true;
        LogSilent(dispatch.Call.RequestId, attempt.Target, settings.After.TotalSeconds, other.Target);
        var second = new Race<T>(other, ask, cancellationToken);
        dispatch.Keep(second);

        // 4
        Race<T> ended = await Task.WhenAny(first.Answer, second.Answer) == first.Answer ? first : second;
        Race<T> running = ended == first ? second : first;
        Hedged<T> result;
        try
        {
            result = await DecideAsync(dispatch, ended);
        }
        catch
        {
            running.Attempt.Leave(dispatch, time);
            dispatch.Leave(DiscardAsync(running));
            throw;
        }

        if (result.Fault is null)
        {
            // One that is beaten although it began earlier is too slow to be asked next; of the other nothing is known.
            running.Attempt.Leave(dispatch, time, running == first ? TargetEnd.Outrun : TargetEnd.Abandoned, UpstreamAttempt.Hedged);
            dispatch.Leave(DiscardAsync(running));
            return result;
        }

        if (ended == first && !FaultClasses.MayFailOver(FaultClasses.Of(result.Fault), dispatch.Call.Configuration.Failover))
        {
            // What the first target refuses any would.
            running.Attempt.Leave(dispatch, time, outcome: UpstreamAttempt.Hedged);
            dispatch.Leave(DiscardAsync(running));
            return result;
        }

        Hedged<T> last = await DecideAsync(dispatch, running);
        return last.Fault is not null && FaultClasses.Rank(FaultClasses.Of(result.Fault)) < FaultClasses.Rank(FaultClasses.Of(last.Fault)) ? result : last;
    }

    private async Task<bool> EndsWithinAsync(Task answer, TimeSpan patience)
    {
        try
        {
            await answer.WaitAsync(patience, time);
            return true;
        }
        catch (TimeoutException) when (!answer.IsCompleted)
        {
            return false;
        }
        catch (Exception) when (answer.IsCompleted)
        {
            // It is thrown again where the answer is taken.
            return true;
        }
    }

    /// <summary>Waits for an attempt. One that failed has been ended; one that answered goes on.</summary>
    private async Task<Hedged<T>> DecideAsync<T>(Dispatch dispatch, Race<T> race)
    {
        try
        {
            return new Hedged<T>(race.Attempt, await race.Answer, null);
        }
        catch (BedrockException fault)
        {
            race.Attempt.Fail(dispatch, time, fault);
            return new Hedged<T>(race.Attempt, default, fault);
        }
        catch
        {
            race.Attempt.Leave(dispatch, time);
            throw;
        }
    }

    /// <summary>A place at another of the route's own targets that nothing is held against; <see langword="null"/>: there is none.</summary>
    private TargetAttempt? Second(Candidate[] candidates, HedgeChoice choice)
    {
        Candidate[] sound = Array.FindAll(candidates, static candidate => !candidate.IsTried && candidate is { Tier: 0, Target.Weight: > 0 } && candidate.Health.IsSound());

        // A conversation that is remembered where it went first shall be looked for there, not where it went for once.
        bool isByHash = choice.Strategy is RoutingStrategy.Priority or RoutingStrategy.Weighted;
        ulong conversation = isByHash ? choice.Conversation : 0;
        TargetChoice found = order.Find(sound, choice.Strategy, conversation, choice.Tokens);
        if (found.Standing != TargetStanding.Well || sound[found.Index].Health.TryBegin(choice.Tokens, TargetStanding.Well) is not { } lease)
        {
            return null;
        }

        Candidate second = sound[found.Index];
        second.IsTried = true;
        order.Take(sound, second, choice.Strategy, conversation);
        return new TargetAttempt(second, lease, time.GetTimestamp());
    }

    /// <summary>Cancels an attempt that nobody waits for, and gives up what it may have opened all the same.</summary>
    private async Task DiscardAsync<T>(Race<T> race)
    {
        try
        {
            await race.CancelAsync();
            switch (await race.Answer)
            {
                case IAsyncDisposable stream:
                    await stream.DisposeAsync();
                    break;
                case IDisposable answer:
                    answer.Dispose();
                    break;
                default:
                    break;
            }
        }
        catch (Exception exception)
        {
            // Its cancellation, as a rule; whatever it is, the request has been decided without it.
            LogDiscarded(race.Attempt.Target, exception.GetType().Name);
        }
    }

    [LoggerMessage(1512, LogLevel.Information, "request {RequestId}: {Target} is silent after {Seconds} s; {Other} is asked, too")]
    private partial void LogSilent(string requestId, Target target, double seconds, Target other);

    [LoggerMessage(1513, LogLevel.Debug, "{Target} was asked in vain: {Exception}")]
    private partial void LogDiscarded(Target target, string exception);

    /// <summary>One of the two attempts, with its own end.</summary>
    private sealed class Race<T> : IDisposable
    {
        private readonly CancellationTokenSource _end;

        public Race(TargetAttempt attempt, Func<TargetAttempt, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        {
            Attempt = attempt;
            _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Answer = ask(attempt, _end.Token);
        }

        public TargetAttempt Attempt { get; }

        public Task<T> Answer { get; }

        public Task CancelAsync() => _end.CancelAsync();

        public void Dispose() => _end.Dispose();
    }
}
