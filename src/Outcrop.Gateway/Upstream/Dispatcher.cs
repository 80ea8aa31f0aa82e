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
/// <param name="chooser">Chooses among them.</param>
/// <param name="hedging">Asks a second one while the first is silent.</param>
/// <param name="budget">Bounds retries.</param>
/// <param name="time">The clock.</param>
/// <param name="metrics">Told of every attempt.</param>
/// <param name="logger">Told of every failover.</param>
internal sealed partial class Dispatcher(
    GatewaySnapshots snapshots, TargetHealths healths, TargetChooser chooser, Hedging hedging, ConcurrencyBudget budget, TimeProvider time, GatewayMetrics metrics, ILogger<Dispatcher> logger)
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeastRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Begins a request's way.</summary>
    /// <param name="call">Who asks what.</param>
    /// <param name="request">What the choice of targets may look at.</param>
    public Dispatch Begin(ExchangeCall call, object? request) => new(call, request, budget, metrics);

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
        dispatch.Enter(isStream);
        if (call.Route.Targets.Count == 0)
        {
            return await RunAtDefaultAsync(dispatch, pool, operation, cancellationToken);
        }

        // 1
        Candidate[] candidates = CandidatesOf(dispatch);
        bool hasChoice = candidates.Length > 1;
        RoutePolicy policy = call.Route.Policy;
        ulong conversation = hasChoice && policy.Sticky ? RequestShape.ConversationOf(dispatch.Request) : 0;
        double tokens = Array.Exists(candidates, static candidate => candidate.Health.HasQuota) ? RequestShape.TokensOf(dispatch.Request, candidates[0].Target, call.Configuration.Bedrock) : 0;
        var deadline = new Deadline(time, policy.Timeouts.Total);
        BedrockException? worst = null;
        (Target Target, string Class)? failed = null;
        for (int tried = 1; ; tried++)
        {
            // 2
            if (await chooser.ChooseAsync(candidates, policy, conversation, tokens, deadline, worst is null, dispatch.Caller, cancellationToken) is not ({ } candidate, { } lease))
            {
                throw worst is null ? NobodyAsked(candidates) : Told(worst, candidates);
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
                Budget = budget.By(call.Configuration.RetryBudget, dispatch.Caller),
            };

            // 3
            var attempt = new TargetAttempt(candidate, lease, time.GetTimestamp());
            try
            {
                T answer;
                if (hasOther && Hedging.Allows(dispatch, isStream))
                {
                    Hedged<T> hedged = await HedgeAsync(dispatch, candidates, attempt, conversation, tokens, pool, callPolicy, operation, cancellationToken);
                    tried += dispatch.IsHedged ? 1 : 0;
                    attempt = hedged.Attempt;
                    answer = hedged.Fault is { } fault ? throw fault : hedged.Answer!;
                }
                else
                {
                    answer = await operation(new TargetUpstream(pool.Of(candidate.Target), call.Route, candidate.Target, callPolicy), cancellationToken);
                }

                attempt.Open(dispatch, time, AttemptsOf(answer));
                return answer;
            }
            catch (BedrockException fault)
            {
                FaultClass found = attempt.Fail(dispatch, time, fault);
                failed = (attempt.Target, MetricWords.Of(found));
                worst = worst is null || FaultClasses.Rank(found) <= FaultClasses.Rank(FaultClasses.Of(worst)) ? fault : worst;

                // 4
                if (!FaultClasses.MayFailOver(found, call.Configuration.Failover) || dispatch.Caller.IsCancellationRequested)
                {
                    throw Told(fault, candidates);
                }

                if (tried >= call.Configuration.Failover.MaxTargets || deadline.IsOver || attempt.Lease.Admission == Admission.Forced)
                {
                    throw Told(worst, candidates);
                }

                LogFailed(call.RequestId, attempt.Target, found, fault.AwsCode, fault.RequestId);
            }
            catch
            {
                attempt.Leave(dispatch, time);
                throw;
            }
        }
    }

    private Task<Hedged<T>> HedgeAsync<T>(
        Dispatch dispatch, Candidate[] candidates, TargetAttempt first, ulong conversation, double tokens, UpstreamPool pool, CallPolicy policy, Func<IUpstream, CancellationToken, Task<T>> operation, CancellationToken cancellationToken) =>
        hedging.RunAsync(
            dispatch, candidates, first, new HedgeChoice(dispatch.Call.Route.Policy.Strategy, conversation, tokens),
            async (attempt, token) => await operation(new TargetUpstream(pool.Of(attempt.Target), dispatch.Call.Route, attempt.Target, policy), token), cancellationToken);

    private async Task<T> RunAtDefaultAsync<T>(Dispatch dispatch, UpstreamPool pool, Func<IUpstream, CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        string outcome = UpstreamAttempt.Abandoned;
        int count = 1;
        string? requestId = null;
        try
        {
            T answer = await operation(pool.Of(null), cancellationToken);
            (outcome, count) = (UpstreamAttempt.Opened, AttemptsOf(answer));
            return answer;
        }
        catch (BedrockException exception)
        {
            (outcome, count, requestId) = (MetricWords.Of(FaultClasses.Of(exception)), exception.Attempts, exception.RequestId);
            dispatch.Failed(null, exception);
            throw new GatewayException(UpstreamErrors.Map(exception, ExchangePhase.BeforeContent), exception);
        }
        finally
        {
            dispatch.Add(new UpstreamAttempt(null, outcome, time.GetElapsedTime(started), count, requestId));
        }
    }

    /// <summary>How often the client library had to ask, where the answer tells.</summary>
    private static int AttemptsOf<T>(T answer) => answer switch
    {
        ConverseEventStream stream => stream.Attempts,
        ConverseResponse whole => whole.Attempts,
        IReadOnlyList<ConverseResponse> several => several.Sum(static one => one.Attempts),
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

    /// <summary>What the caller is told. Where several targets failed, how long until one may be back, and whether every one of them is throttled.</summary>
    private static GatewayException Told(BedrockException fault, Candidate[] candidates)
    {
        GatewayError error = UpstreamErrors.Map(fault, ExchangePhase.BeforeContent);
        if (error.Kind == GatewayErrorKind.UpstreamThrottled && candidates.Length > 1)
        {
            error = error with { IsEverywhere = Array.TrueForAll(candidates, static candidate => candidate.IsThrottled) };
        }

        if (error is { RetryAfter: { } asked, Kind: GatewayErrorKind.UpstreamUnavailable or GatewayErrorKind.UpstreamThrottled } && (fault.RetryAfter is null || candidates.Length > 1))
        {
            TimeSpan wait = SoonestOf(candidates);

            // What AWS asked of one target says nothing about the others; a wait of our own is never less than the usual one.
            error = wait > asked || fault.RetryAfter is not null ? error with { RetryAfter = wait } : error;
        }

        return new GatewayException(error, fault);
    }

    /// <summary>What the caller is told where all targets swallow requests: each further one would wait as long as the one that tries them now.</summary>
    private static GatewayException NobodyAsked(Candidate[] candidates) => new(new GatewayError(
        GatewayErrorKind.UpstreamUnavailable, Blame.Upstream, ExchangePhase.BeforeContent, "Bedrock has not answered for a while; try again later.", RetryAfter: SoonestOf(candidates)));

    private static TimeSpan SoonestOf(Candidate[] candidates)
    {
        TimeSpan wait = LongestRetryAfter;
        foreach (Candidate candidate in candidates)
        {
            TimeSpan own = candidate.Health.Wait();
            wait = own < wait ? own : wait;
        }

        return wait > LeastRetryAfter ? wait : LeastRetryAfter;
    }

    [LoggerMessage(1511, LogLevel.Warning, "request {RequestId}: {Target} failed ({Class} {AwsCode}, AWS request {AwsRequestId}); another target may be asked")]
    private partial void LogFailed(string requestId, Target target, FaultClass @class, string? awsCode, string? awsRequestId);
}
