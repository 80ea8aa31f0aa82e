using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Health;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Pipeline;

/// <summary>
/// What happens between a front-end and Bedrock, in this order: (1) limits reserve, (2) the ledger takes the intent, (3) the dispatcher opens the stream,
/// (4) the front-end relays it, (5) disposing the exchange settles. Thread-safe.
/// </summary>
internal sealed class ExchangePipeline(ConcurrencyLimiter limiter, ILedger ledger, Dispatcher dispatcher, ExchangeStatistics statistics, TimeProvider timeProvider)
{
    /// <summary>Runs steps 1 to 3. Whatever fails is settled before it is thrown.</summary>
    /// <param name="call">Who asks what, and where it goes.</param>
    /// <param name="request">The request as Bedrock takes it.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="GatewayException">A stage refused, or Bedrock failed.</exception>
    public async Task<Exchange> OpenAsync(ExchangeCall call, ConverseRequest request, CancellationToken cancellationToken)
    {
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

        // 3
        var exchange = new Exchange(call.Route, intent, reservation, ledger, statistics, timeProvider);
        try
        {
            exchange.Attach(await dispatcher.OpenAsync(call.Route, request, cancellationToken));
            return exchange;
        }
        catch (Exception exception)
        {
            (ExchangeOutcome outcome, GatewayError? error) = Classify(exception, cancellationToken);
            exchange.Fail(outcome, error);
            await exchange.DisposeAsync();
            throw;
        }
    }

    private static (ExchangeOutcome Outcome, GatewayError? Error) Classify(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        _ when cancellationToken.IsCancellationRequested => (ExchangeOutcome.ClientCancelled, null),
        GatewayException { Error.Blame: Blame.Client } refused => (ExchangeOutcome.RejectedUpstream, refused.Error),
        GatewayException { Error.Blame: Blame.Gateway or Blame.Upstream } failed => (ExchangeOutcome.Unavailable, failed.Error),
        _ => (ExchangeOutcome.Faulted, null),
    };
}
