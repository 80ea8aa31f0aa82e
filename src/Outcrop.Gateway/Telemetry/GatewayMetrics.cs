using System.Diagnostics.Metrics;
using Outcrop.Bedrock.Telemetry;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Telemetry;

/// <summary>
/// What the gateway counts: the meter <c>Outcrop.Gateway</c>, described in docs/metrics.md. It is read from and steers nothing. Every label is of a bounded set: accounts and regions of the configuration, the models it
/// names, words of ours; never a caller's string. Thread-safe; nothing here allocates but where a series is new.
/// </summary>
internal sealed partial class GatewayMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Outcrop.Gateway";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _disconnects;
    private readonly Counter<long> _stalls;
    private readonly Counter<long> _unknownEvents;
    private readonly Counter<long> _reloads;
    private readonly Histogram<double> _drains;

    /// <summary>Makes the instruments.</summary>
    /// <param name="factory">Makes the meter.</param>
    public GatewayMetrics(IMeterFactory factory)
    {
        Meter meter = factory.Create(new MeterOptions(MeterName));
        var seconds = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600] };
        _requests = meter.CreateCounter<long>("outcrop.requests", "{request}", "Requests that went to Bedrock, by their end.");
        _durations = meter.CreateHistogram("outcrop.request.duration", "s", "From a request's admission to its settlement.", advice: seconds);
        _rejected = meter.CreateCounter<long>("outcrop.requests.rejected", "{request}", "Requests refused before anything was asked of Bedrock.");
        _disconnects = meter.CreateCounter<long>("outcrop.client.disconnects", "{request}", "Callers that left before the end.");
        _stalls = meter.CreateCounter<long>("outcrop.client.stalls", "{request}", "Callers that read nothing more and were cut off.");
        _unknownEvents = meter.CreateCounter<long>("outcrop.stream.unknown_events", "{event}", "Events of a kind that this version does not know.");
        _reloads = meter.CreateCounter<long>("outcrop.config.reloads", "{reload}", "Readings of a changed configuration.");
        _drains = meter.CreateHistogram("outcrop.drain.duration", "s", "From the order to stop to the last request's end.", advice: seconds);
        _attempts = meter.CreateCounter<long>("outcrop.upstream.attempts", "{attempt}", "Requests sent to a target, by what came of each.");
        _failovers = meter.CreateCounter<long>("outcrop.upstream.failovers", "{failover}", "Requests that went on to another target.");
        _timeouts = meter.CreateCounter<long>("outcrop.timeouts", "{timeout}", "Our own timeouts that ended an attempt.");
        _transport = meter.CreateCounter<long>("outcrop.upstream.transport_errors", "{error}", "Attempts that found no connection or lost it before the answer.");
        _broken = meter.CreateCounter<long>("outcrop.stream.broken", "{stream}", "Streams that broke off.");
        _breaker = meter.CreateCounter<long>("outcrop.target.breaker.transitions", "{transition}", "Changes of a target's breaker.");
        meter.CreateObservableGauge("outcrop.target.breaker.state", ObserveBreakers, "1", "How a target's breaker stands: 0 closed, 1 half open, 2 open.");
        meter.CreateObservableGauge("outcrop.target.throttled", ObserveThrottled, "1", "Whether AWS throttles a target: 0 or 1.");
        meter.CreateObservableUpDownCounter("outcrop.target.in_flight", ObserveInFlight, "{request}", "Requests under way at a target.");
        meter.CreateObservableGauge("outcrop.target.quota.left", ObserveQuotas, "1", "The share of a target's quota that is left, by our reckoning.");
    }

    /// <summary>An exchange was settled.</summary>
    /// <param name="dialect">The front-end's name.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="call">Who asked; <see langword="null"/>: nothing was sent.</param>
    /// <param name="target">The target that answered, if one did.</param>
    /// <param name="duration">How long it took.</param>
    public void Settled(string dialect, ExchangeOutcome outcome, ExchangeCall? call, Target? target, TimeSpan duration)
    {
        KeyValuePair<string, object?> of = new("dialect", dialect);
        KeyValuePair<string, object?> end = new("outcome", MetricWords.Of(outcome));
        KeyValuePair<string, object?> model = new("model", call is null ? ModelLabels.None : ModelLabels.Of(call.Configuration, target?.ModelId ?? call.Route.ModelId));
        _requests.Add(1, of, end, model);
        _durations.Record(duration.TotalSeconds, of, end, model);
    }

    /// <summary>A request was refused before it went anywhere.</summary>
    /// <param name="dialect">The front-end's name.</param>
    /// <param name="reason">Why.</param>
    public void Rejected(string dialect, GatewayErrorKind reason) => _rejected.Add(1, new("dialect", dialect), new("reason", MetricWords.Of(reason)));

    /// <summary>A caller left.</summary>
    /// <param name="dialect">The front-end's name.</param>
    /// <param name="isDrained">Whether the answer was read on for its usage.</param>
    public void Disconnected(string dialect, bool isDrained) => _disconnects.Add(1, new("dialect", dialect), new("policy", isDrained ? "drained" : "cancelled"));

    /// <summary>A caller read nothing more.</summary>
    /// <param name="dialect">The front-end's name.</param>
    public void Stalled(string dialect) => _stalls.Add(1, new KeyValuePair<string, object?>("dialect", dialect));

    /// <summary>A stream had events that are not known.</summary>
    /// <param name="call">Who asked.</param>
    /// <param name="target">Where it came from.</param>
    /// <param name="count">How many.</param>
    public void UnknownEvents(ExchangeCall? call, Target? target, int count) => _unknownEvents.Add(count, TagsOf(call, target));

    /// <summary>The configuration was read again.</summary>
    /// <param name="outcome">What came of it: <c>reloaded</c>, <c>refused</c> or <c>mended</c>.</param>
    public void Reloaded(string outcome) => _reloads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>The gateway has stopped.</summary>
    /// <param name="duration">How long it took.</param>
    public void Drained(TimeSpan duration) => _drains.Record(duration.TotalSeconds);
}
