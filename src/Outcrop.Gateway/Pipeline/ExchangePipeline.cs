using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Gateway.Health;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Telemetry;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Pipeline;

/// <summary>
/// What happens between a front-end and Bedrock, in this order: (0) the key's list of models is asked for the final target, whatever chose it, (1) limits reserve, (2) the ledger takes the intent, (3) the dispatcher opens the stream,
/// (4) the front-end relays it, (5) disposing the exchange settles. Thread-safe.
/// </summary>
internal sealed class ExchangePipeline(ConcurrencyLimiter limiter, ILedger ledger, Dispatcher dispatcher, ExchangeStatistics statistics, StreamDrains drains, GatewayMetrics metrics, TimeProvider timeProvider)
{
    /// <summary>How the caller's key stands with its limit: the most requests in flight, and how many more may begin; <see langword="null"/> for a key without one.</summary>
    /// <param name="identity">Who is calling.</param>
    public (int Limit, int Remaining)? LimitOf(KeyIdentity identity) => limiter.StatusOf(identity) is { } status ? (status.Limit, status.Remaining) : null;

    /// <summary>Runs steps 1 to 3 for a chat stream. Whatever fails is settled before it is thrown.</summary>
    /// <param name="call">Who asks what, and where it goes.</param>
    /// <param name="request">The request as Bedrock takes it.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="GatewayException">A stage refused, or Bedrock failed.</exception>
    public async Task<Exchange> OpenAsync(ExchangeCall call, ConverseRequest request, CancellationToken cancellationToken)
    {
        Admit(call, request);
        Exchange exchange = await BeginAsync(call, cancellationToken);
        exchange.Attach(await RunAsync(exchange, dispatcher.Begin(call, request), (upstream, token) => upstream.OpenAsync(request, call.Route.Api, token), isStream: true, cancellationToken));
        return exchange;
    }

    /// <summary>Runs steps 1 to 3 for a stream whose bytes are passed on; <see cref="Exchange.Stream"/> is a <see cref="NativeEventStream"/>.</summary>
    /// <inheritdoc cref="OpenAsync(ExchangeCall, ConverseRequest, CancellationToken)"/>
    public async Task<Exchange> OpenAsync(ExchangeCall call, NativeRequest request, CancellationToken cancellationToken)
    {
        Exchange exchange = await BeginAsync(call, cancellationToken);
        exchange.Attach(await RunAsync(exchange, dispatcher.Begin(call, request), (upstream, token) => upstream.OpenNativeAsync(request, token), isStream: true, cancellationToken));
        return exchange;
    }

    /// <summary>Runs steps 1 to 3 for a stream in the model's own dialect; <see cref="Exchange.Stream"/> is a <see cref="NativeEventStream"/>.</summary>
    /// <inheritdoc cref="OpenAsync(ExchangeCall, ConverseRequest, CancellationToken)"/>
    public async Task<Exchange> OpenAsync(ExchangeCall call, SplicedRequest request, CancellationToken cancellationToken)
    {
        Exchange exchange = await BeginAsync(call, cancellationToken);
        exchange.Attach(await RunAsync(exchange, dispatcher.Begin(call, request), (upstream, token) => upstream.OpenSplicedAsync(request, token), isStream: true, cancellationToken));
        return exchange;
    }

    /// <summary>Runs the whole exchange of an operation that gives one whole answer, and settles it: a caller who leaves afterwards has still been answered.</summary>
    /// <param name="call">Who asks what, and where it goes.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="summarize">What the ledger is told of the answer.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <param name="spent">What those of the operation's calls that have ended took, which is settled also when another fails. Default: it makes one call.</param>
    /// <param name="request">What the choice of targets may look at. Default: nothing, and it goes to targets of its very model only.</param>
    /// <exception cref="GatewayException">A stage refused, or Bedrock failed.</exception>
    public async Task<T> SendAsync<T>(
        ExchangeCall call, Func<IUpstream, CancellationToken, Task<T>> operation, Func<T, AnswerSummary> summarize, CancellationToken cancellationToken, UsageSum? spent = null, object? request = null)
    {
        await using Exchange exchange = await BeginAsync(call, cancellationToken);
        T answer = await RunAsync(exchange, dispatcher.Begin(call, request), operation, isStream: false, cancellationToken, spent);
        exchange.Complete(summarize(answer));
        return answer;
    }

    /// <summary>Sends a chat request and reads the whole answer.</summary>
    /// <inheritdoc cref="OpenAsync(ExchangeCall, ConverseRequest, CancellationToken)"/>
    public async Task<ConverseResponse> SendAsync(ExchangeCall call, ConverseRequest request, CancellationToken cancellationToken)
    {
        Admit(call, request);
        return await SendAsync(
            call,
            (upstream, token) => upstream.SendAsync(request, call.Route.Api, token),
            static answer => new AnswerSummary(answer.Usage, answer.RequestId, answer.StopReason.Value),
            cancellationToken,
            request: request);
    }

    /// <summary>What holds for every translated request, whichever dialect it came in: it may name only a guardrail that the configuration offers, and goes by what its own caller's requests have taught.</summary>
    /// <param name="call">Who asks, and where it goes.</param>
    /// <param name="request">The request as Bedrock takes it.</param>
    /// <exception cref="GatewayException">It names another guardrail.</exception>
    public static void Admit(ExchangeCall call, ConverseRequest request)
    {
        if (request.GuardrailConfig is { } guardrail && call.Configuration.BedrockNative.Guardrails is { } offered && !offered.Contains(guardrail.Identifier))
        {
            throw new GatewayException(GatewayError.GuardrailNotOffered);
        }

        request.Learner = call.Identity.Id;
    }

    /// <summary>Sends a body that is passed on, and takes the whole answer; whoever asks disposes it.</summary>
    /// <inheritdoc cref="OpenAsync(ExchangeCall, ConverseRequest, CancellationToken)"/>
    public Task<NativeResponse> SendAsync(ExchangeCall call, NativeRequest request, CancellationToken cancellationToken) =>
        SendAsync(
            call,
            (upstream, token) => upstream.SendNativeAsync(request, token),
            static answer => new AnswerSummary(answer.Usage, answer.RequestId, answer.StopReason),
            cancellationToken,
            request: request);

    /// <summary>Sends a body in the model's own dialect, and takes the whole answer; whoever asks disposes it.</summary>
    /// <inheritdoc cref="OpenAsync(ExchangeCall, ConverseRequest, CancellationToken)"/>
    public Task<NativeResponse> SendAsync(ExchangeCall call, SplicedRequest request, CancellationToken cancellationToken) =>
        SendAsync(
            call,
            (upstream, token) => upstream.SendSplicedAsync(request, token),
            static answer => new AnswerSummary(answer.Usage, answer.RequestId, answer.StopReason),
            cancellationToken,
            request: request);

    private async Task<Exchange> BeginAsync(ExchangeCall call, CancellationToken cancellationToken)
    {
        // 0
        if (call.Route.IsModel && !call.Identity.MayUse(call.Route.ModelId))
        {
            throw new GatewayException(new GatewayError(GatewayErrorKind.PermissionDenied, Blame.Client, ExchangePhase.Request, "This API key may not use this model."));
        }

        // 1
        Reservation reservation = limiter.Reserve(call.Configuration.Limits, call.Identity);

        // 2
        var intent = new LedgerIntent(call.RequestId, call.Identity.Id, call.Route.Provider, call.Route.ModelId, call.Dialect);
        try
        {
            await ledger.IntendAsync(intent, cancellationToken);
        }
        catch (Exception exception)
        {
            reservation.Settle(null);
            cancellationToken.ThrowIfCancellationRequested();
            throw new GatewayException(
                new GatewayError(GatewayErrorKind.LedgerUnavailable, Blame.Gateway, ExchangePhase.Request, "The gateway cannot account for requests right now; try again later.", RetryAfter: TimeSpan.FromSeconds(5)),
                exception);
        }

        return new Exchange(call.Route, intent, reservation, ledger, statistics, timeProvider) { Drains = drains, Metrics = metrics, Streams = call.Configuration.Streams };
    }

    // 3
    private async Task<T> RunAsync<T>(
        Exchange exchange, Dispatch dispatch, Func<IUpstream, CancellationToken, Task<T>> operation, bool isStream, CancellationToken cancellationToken, UsageSum? spent = null)
    {
        try
        {
            exchange.Dispatch = dispatch;
            return await dispatcher.RunAsync(dispatch, operation, isStream, cancellationToken);
        }
        catch (Exception exception)
        {
            (ExchangeOutcome outcome, GatewayError? error) = Classify(exception, cancellationToken);
            exchange.Fail(outcome, error, spent?.Total ?? SpentOf(exception));
            await exchange.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the client library's own several calls had taken.</summary>
    private static TokenUsage? SpentOf(Exception exception) =>
        exception.InnerException is BedrockException { SpentInputTokens: { } tokens } ? new TokenUsage { InputTokens = tokens } : null;

    private static (ExchangeOutcome Outcome, GatewayError? Error) Classify(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        _ when cancellationToken.IsCancellationRequested => (ExchangeOutcome.ClientCancelled, null),
        GatewayException { Error.Blame: Blame.Client } refused => (ExchangeOutcome.RejectedUpstream, refused.Error),
        GatewayException { Error.Blame: Blame.Gateway or Blame.Upstream } failed => (ExchangeOutcome.Unavailable, failed.Error),
        _ => (ExchangeOutcome.Faulted, null),
    };
}
