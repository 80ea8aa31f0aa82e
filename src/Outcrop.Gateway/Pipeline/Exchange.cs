using System.Diagnostics.CodeAnalysis;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Health;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Telemetry;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Pipeline;

/// <summary>
/// One exchange with Bedrock from its intent to its settlement. Disposing settles it: the stream is closed, the reservation given back, the ledger written,
/// on success, failure, cancel and disconnect alike. Not thread-safe.
/// </summary>
internal sealed class Exchange : IAsyncDisposable
{
    private readonly LedgerIntent _intent;
    private readonly Reservation _reservation;
    private readonly ILedger _ledger;
    private readonly ExchangeStatistics _statistics;
    private readonly TimeProvider _timeProvider;
    private readonly long _started;
    private ConverseEventStream? _stream;
    private ExchangeOutcome _outcome = ExchangeOutcome.Faulted;
    private GatewayError? _error;
    private TokenUsage? _usage;
    private StopReason? _stopReason;
    private AnswerSummary? _answer;
    private AnswerMeter _shown;
    private int _unknownEvents;
    private bool _settled;

    /// <summary>Creates an exchange whose intent has been written.</summary>
    /// <param name="route">Where it goes.</param>
    /// <param name="intent">The intent.</param>
    /// <param name="reservation">What it holds.</param>
    /// <param name="ledger">Where it is settled.</param>
    /// <param name="statistics">Where it is counted.</param>
    /// <param name="timeProvider">The clock.</param>
    public Exchange(Route route, LedgerIntent intent, Reservation reservation, ILedger ledger, ExchangeStatistics statistics, TimeProvider timeProvider)
    {
        Route = route;
        _intent = intent;
        _reservation = reservation;
        _ledger = ledger;
        _statistics = statistics;
        _timeProvider = timeProvider;
        _started = timeProvider.GetTimestamp();
    }

    /// <summary>Where it goes.</summary>
    public Route Route { get; }

    /// <summary>Bedrock's answer.</summary>
    public ConverseEventStream Stream => _stream ?? throw new InvalidOperationException("The exchange has no stream yet.");

    /// <summary>Where it went; <see langword="null"/> while it has not set out.</summary>
    public Dispatch? Dispatch { get; set; }

    /// <summary>Ends its reading; the exchange disposes it. <see langword="null"/>: the caller's end alone does.</summary>
    public CallerLeave? Leave { get; init; }

    /// <summary>Where it is counted besides; <see langword="null"/>: nowhere.</summary>
    public GatewayMetrics? Metrics { get; init; }

    /// <summary>Counts it until it is settled.</summary>
    public OpenExchanges? Open { get; init; }

    /// <summary>Whether the model has said that it had stopped.</summary>
    public bool HasStopped => _stopReason is not null;

    /// <summary>Gives it its stream.</summary>
    /// <param name="stream">The stream; the exchange disposes it.</param>
    [MemberNotNull(nameof(_stream))]
    public void Attach(ConverseEventStream stream) => _stream = stream;

    /// <summary>Taps usage and stop reason on their way to the caller.</summary>
    /// <param name="converseEvent">Any event.</param>
    public void Observe(in ConverseEvent converseEvent)
    {
        if (converseEvent.Kind == ConverseEventKind.MessageStop)
        {
            _stopReason = converseEvent.StopReason;
        }
        else if (converseEvent.Kind == ConverseEventKind.Unknown)
        {
            _unknownEvents++;
        }

        _shown.Add(in converseEvent);
        _usage = converseEvent.Usage ?? _usage;
    }

    /// <summary>Notes the proper end.</summary>
    public void Complete() => _outcome = ExchangeOutcome.Completed;

    /// <summary>Notes the proper end of an operation that gives one whole answer.</summary>
    /// <param name="answer">What is known of it.</param>
    public void Complete(AnswerSummary answer)
    {
        _answer = answer;
        _usage = answer.Usage;
        Complete();
    }

    /// <summary>Notes that the answer broke off.</summary>
    /// <param name="error">What the caller is told.</param>
    /// <param name="fault">What failed upstream; <see langword="null"/>: the gateway did.</param>
    public void Break(GatewayError error, BedrockException? fault)
    {
        bool isDrained = error.Kind == GatewayErrorKind.ShuttingDown;
        Fail(isDrained ? ExchangeOutcome.Drained : ExchangeOutcome.Broken, error);
        Metrics?.Broke(Dispatch?.Call, Dispatch?.Target, fault is not null ? BreakCauses.Of(fault) : isDrained ? BreakCause.Stopping : BreakCause.Gateway, fault);
    }

    /// <summary>Notes any other end.</summary>
    /// <param name="outcome">Which.</param>
    /// <param name="error">What failed, if anything did.</param>
    /// <param name="spent">Tokens that were spent all the same, where no event has told them.</param>
    public void Fail(ExchangeOutcome outcome, GatewayError? error, TokenUsage? spent = null)
    {
        _usage ??= spent;
        _outcome = outcome;
        _error = error;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_settled)
        {
            return;
        }

        _settled = true;
        try
        {
            if (_stream is not null)
            {
                await _stream.DisposeAsync();
            }
        }
        finally
        {
            Dispatch?.End(_outcome, _error?.Blame, _usage);
            (TokenUsage? usage, UsageSource source) = BestUsage();
            _reservation.Settle(usage);
            TimeSpan duration = _timeProvider.GetElapsedTime(_started);
            var settlement = new LedgerSettlement(
                _intent, _outcome, usage, duration, AttemptsOf(), _stream?.RequestId ?? _answer?.AwsRequestId, _stopReason?.Value ?? _answer?.StopReason, _error)
            {
                UsageSource = source,
                ShownBytes = _shown.Bytes,
                Targets = Dispatch?.Attempts ?? [],
            };
            _statistics.Record(Route, settlement);
            Count(duration);
            try
            {
                await _ledger.SettleAsync(settlement);
            }
            finally
            {
                // The request's memory is given back after this; whoever was asked in vain must have stopped sending it.
                await (Dispatch?.ReleaseAsync() ?? default);
                Leave?.Dispose();
                Open?.Leave();
            }
        }
    }

    /// <summary>The tokens as Bedrock counted them; of a stream that ended before that, what it had told, and a guess of the rest: it is billed all the same.</summary>
    private (TokenUsage? Usage, UsageSource Source) BestUsage()
    {
        if (_usage is not null || _stream is null)
        {
            return (_usage, _usage is null ? UsageSource.None : UsageSource.Upstream);
        }

        if (_stream.UsageSoFar is { } told)
        {
            return told.IsWhole
                ? (told.Usage, UsageSource.Upstream)
                : (told.Usage with { OutputTokens = Math.Max(told.Usage.OutputTokens, _shown.Tokens) }, UsageSource.Estimated);
        }

        int input = (int)Math.Min(int.MaxValue, RequestShape.InputOf(Dispatch?.Request));
        return (new TokenUsage { InputTokens = input, OutputTokens = _shown.Tokens }, UsageSource.Estimated);
    }

    private void Count(TimeSpan duration)
    {
        if (Metrics is null)
        {
            return;
        }

        Metrics.Settled(_intent.Dialect, _outcome, Dispatch?.Call, Dispatch?.Target, duration);
        if (_unknownEvents > 0)
        {
            Metrics.UnknownEvents(Dispatch?.Call, Dispatch?.Target, _unknownEvents);
        }

        if (_outcome == ExchangeOutcome.ClientCancelled)
        {
            Metrics.Disconnected(_intent.Dialect, Leave is { IsDraining: true });
        }
        else if (_outcome == ExchangeOutcome.ClientStalled)
        {
            Metrics.Stalled(_intent.Dialect);
        }
    }

    /// <summary>How often Bedrock was asked, at all targets together.</summary>
    private int AttemptsOf()
    {
        int count = 0;
        foreach (UpstreamAttempt attempt in Dispatch?.Attempts ?? [])
        {
            count += attempt.Count;
        }

        return count;
    }
}
