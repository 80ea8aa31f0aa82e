using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Telemetry;
using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Telemetry;

namespace Outcrop.Gateway.Upstream;

/// <summary>
/// Sends a request to its targets, one after the other until one answers, within one deadline, and turns Bedrock's failures into the gateway's. Only the last resort is sent again to the same
/// target, by the client library. Thread-safe.
/// </summary>
/// <param name="snapshots">The ways to Bedrock of the configuration a request is pinned to.</param>
/// <param name="healths">How the targets are.</param>
/// <param name="order">Chooses among them.</param>
/// <param name="budget">Bounds retries.</param>
/// <param name="time">The clock.</param>
/// <param name="metrics">Told of every attempt.</param>
/// <param name="logger">Told of every failover.</param>
internal sealed partial class Dispatcher(
    GatewaySnapshots snapshots, TargetHealths healths, TargetOrder order, ConcurrencyBudget budget, TimeProvider time, GatewayMetrics metrics, ILogger<Dispatcher> logger)
{
    private const string Opened = "opened";
    private const string Abandoned = "abandoned";
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Begins a request's way.</summary>
    /// <param name="call">Who asks what.</param>
    /// <param name="request">What the choice of targets may look at.</param>
    public Dispatch Begin(ExchangeCall call, object? request) => new(call, request, budget);

    /// <summary>
    /// Runs one operation; the caller has seen nothing yet, so every failure here can still be a real HTTP status, and another target can be asked: (1) find where it may go, (2) choose, (3) ask,
    /// (4) after a failure that another target may not have, choose again.
    /// </summary>
    /// <param name="dispatch">The request's way.</param>
    /// <param name="operation">The operation; it is run once for each target asked.</param>
    /// <param name="isStream">Whether it opens a stream.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="GatewayException">Bedrock failed or refused.</exception>
    public async Task<T> RunAsync<T>(Dispatch dispatch, Func<IUpstream, CancellationToken, Task<T>> operation, bool isStream, CancellationToken cancellationToken)
    {
        ExchangeCall call = dispatch.Call;
        UpstreamPool pool = snapshots.Of(call.Configuration).Upstreams;
        dispatch.Enter();
        if (call.Route.Targets.Count == 0)
        {
            return await RunAtDefaultAsync(dispatch, pool, operation, isStream, cancellationToken);
        }

        // 1
        Candidate[] candidates = CandidatesOf(dispatch);
        bool hasChoice = candidates.Length > 1;
        RoutePolicy policy = call.Route.Policy;
        ulong conversation = hasChoice && policy.Sticky ? RequestShape.ConversationOf(dispatch.Request) : 0;
        double tokens = Array.Exists(candidates, static candidate => candidate.Health.HasQuota) ? RequestShape.TokensOf(dispatch.Request, call.Configuration.Bedrock.DefaultMaxTokens) : 0;
        var deadline = new Deadline(time, policy.Timeouts.Total);
        BedrockException? worst = null;
        (Target Target, string Class)? failed = null;
        for (int tried = 1; ; tried++)
        {
            // 2
            if (Choose(candidates, policy, conversation, tokens, worst is null) is not ({ } candidate, { } lease))
            {
                throw Told(worst!, candidates);
            }

            if (failed is { } before)
            {
                metrics.FailedOver(call, before.Target, candidate.Target, before.Class);
            }

            bool hasOther = call.Configuration.Failover.Enabled && tried < call.Configuration.Failover.MaxTargets && TargetOrder.HasOther(candidates);
            var callPolicy = new CallPolicy
            {
                Deadline = deadline,
                Timeouts = isStream ? policy.StreamTimeouts : policy.Timeouts,
                MaxAttempts = hasOther || lease.Admission is Admission.Probe or Admission.Forced ? 1 : policy.Retry.MaxAttempts,
                MaxBackoff = policy.Retry.MaxBackoff,
                Budget = budget.By(call.Configuration.RetryBudget),
            };

            // 3
            long started = time.GetTimestamp();
            try
            {
                T answer = await operation(new TargetUpstream(pool.Of(candidate.Target), call.Route, candidate.Target, callPolicy), cancellationToken);
                lease.Open();
                dispatch.Opened(candidate.Target, lease);
                Note(dispatch, new UpstreamAttempt(candidate.Target, Opened, time.GetElapsedTime(started), 1, null), AttemptsOf(answer));
                return answer;
            }
            catch (BedrockException fault)
            {
                FaultClass found = FaultClasses.Of(fault);
                string word = MetricWords.Of(found);
                lease.End(FaultClasses.EndOf(found), null, fault.Attempts, fault.RetryAfter);
                Note(dispatch, new UpstreamAttempt(candidate.Target, word, time.GetElapsedTime(started), fault.Attempts, fault.RequestId), fault.Attempts);
                metrics.Failed(call, candidate.Target, fault, isStream);
                failed = (candidate.Target, word);
                worst = worst is null || FaultClasses.Rank(found) <= FaultClasses.Rank(FaultClasses.Of(worst)) ? fault : worst;

                // 4
                if (!FaultClasses.MayFailOver(found, call.Configuration.Failover))
                {
                    throw Told(fault, candidates);
                }

                if (tried >= call.Configuration.Failover.MaxTargets || deadline.IsOver || lease.Admission == Admission.Forced)
                {
                    throw Told(worst, candidates);
                }

                LogFailed(call.RequestId, candidate.Target, found, fault.AwsCode, fault.RequestId);
            }
            catch
            {
                lease.End(TargetEnd.Abandoned);
                Note(dispatch, new UpstreamAttempt(candidate.Target, Abandoned, time.GetElapsedTime(started), 1, null), 1);
                throw;
            }
        }
    }

    private async Task<T> RunAtDefaultAsync<T>(Dispatch dispatch, UpstreamPool pool, Func<IUpstream, CancellationToken, Task<T>> operation, bool isStream, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        string outcome = Abandoned;
        int count = 1;
        string? requestId = null;
        try
        {
            T answer = await operation(pool.Of(null), cancellationToken);
            (outcome, count) = (Opened, AttemptsOf(answer));
            return answer;
        }
        catch (BedrockException exception)
        {
            (outcome, count, requestId) = (MetricWords.Of(FaultClasses.Of(exception)), exception.Attempts, exception.RequestId);
            metrics.Failed(dispatch.Call, null, exception, isStream);
            throw new GatewayException(UpstreamErrors.Map(exception, ExchangePhase.BeforeContent), exception);
        }
        finally
        {
            Note(dispatch, new UpstreamAttempt(null, outcome, time.GetElapsedTime(started), count, requestId), count);
        }
    }

    private void Note(Dispatch dispatch, UpstreamAttempt attempt, int count)
    {
        dispatch.Add(attempt);
        metrics.Attempted(dispatch.Call, attempt.Target, attempt.Outcome, count);
    }

    /// <summary>How often the client library had to ask, where the answer tells.</summary>
    private static int AttemptsOf<T>(T answer) => answer switch
    {
        ConverseEventStream stream => stream.Attempts,
        NativeResponse native => native.Attempts,
        _ => 1,
    };

    /// <summary>Every target that the request can go to and that its key may use, the fallbacks' behind the route's own.</summary>
    private Candidate[] CandidatesOf(Dispatch dispatch)
    {
        ExchangeCall call = dispatch.Call;
        IReadOnlyList<Target> own = call.Route.Targets;
        if (own.Count == 1 && call.Route.Fallbacks.Count == 0)
        {
            return [new Candidate(own[0], healths.Of(call.Configuration, own[0]), 0)];
        }

        var candidates = new List<Candidate>(own.Count + call.Route.Fallbacks.Count);
        AddTo(candidates, dispatch, own, 0);
        for (int i = 0; i < call.Route.Fallbacks.Count; i++)
        {
            AddTo(candidates, dispatch, call.Route.Fallbacks[i].Targets, i + 1);
        }

        return [.. candidates];
    }

    private void AddTo(List<Candidate> candidates, Dispatch dispatch, IReadOnlyList<Target> targets, int tier)
    {
        ExchangeCall call = dispatch.Call;
        foreach (Target target in targets)
        {
            if (ReferenceEquals(target, call.Route.Targets[0])
                || (call.Identity.MayUse(target.ModelId) && RequestShape.Fits(dispatch.Request, call.Route.Targets[0], target) && !candidates.Exists(other => other.Target == target)))
            {
                candidates.Add(new Candidate(target, healths.Of(call.Configuration, target), tier));
            }
        }
    }

    /// <summary>The next target with a place there. Where none is well, the one that will be soonest, if none has been asked: the last target is always tried, but not the last of each kind.</summary>
    private (Candidate Candidate, TargetLease Lease)? Choose(Candidate[] candidates, RoutePolicy policy, ulong conversation, double tokens, bool isFirst)
    {
        int index = candidates.Length == 1 && isFirst ? 0 : order.Choose(candidates, policy.Strategy, conversation, tokens);
        while (index >= 0)
        {
            Candidate candidate = candidates[index];
            candidate.IsTried = true;
            if (candidate.Health.TryBegin(tokens, force: false) is { } lease)
            {
                return (candidate, lease);
            }

            // Between the look and the step another request has become its probe.
            index = order.Choose(candidates, policy.Strategy, conversation, tokens);
        }

        if (!isFirst)
        {
            return null;
        }

        foreach (Candidate passed in candidates)
        {
            passed.IsTried = false;
        }

        Candidate last = candidates[TargetOrder.SoonestWell(candidates)];
        last.IsTried = true;
        return (last, last.Health.TryBegin(tokens, force: true)!);
    }

    /// <summary>What the caller is told. When all targets are away, how long until one may be back.</summary>
    private static GatewayException Told(BedrockException fault, Candidate[] candidates)
    {
        GatewayError error = UpstreamErrors.Map(fault, ExchangePhase.BeforeContent);
        if (error.RetryAfter is not null && fault.RetryAfter is null && error.Kind is GatewayErrorKind.UpstreamUnavailable or GatewayErrorKind.UpstreamThrottled)
        {
            TimeSpan wait = LongestRetryAfter;
            foreach (Candidate candidate in candidates)
            {
                TimeSpan own = candidate.Health.Wait();
                wait = own < wait ? own : wait;
            }

            error = wait > error.RetryAfter ? error with { RetryAfter = wait } : error;
        }

        if (error.Kind == GatewayErrorKind.UpstreamThrottled && candidates.Length > 1)
        {
            error = error with { IsEverywhere = Array.TrueForAll(candidates, static candidate => candidate.Health.Report().IsThrottled) };
        }

        return new GatewayException(error, fault);
    }

    [LoggerMessage(1511, LogLevel.Warning, "request {RequestId}: {Target} failed ({Class} {AwsCode}, AWS request {AwsRequestId}); another target may be asked")]
    private partial void LogFailed(string requestId, Target target, FaultClass @class, string? awsCode, string? awsRequestId);
}
