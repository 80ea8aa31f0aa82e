using System.Diagnostics.Metrics;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Telemetry;

/// <summary>
/// What the client counts: the meter <c>Outcrop.Bedrock</c>. Labels come from bounded sets: the account's name, the endpoint's host, words of ours; never a model id, which callers make up. Thread-safe.
/// </summary>
internal sealed class BedrockMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Outcrop.Bedrock";

    // A process without a factory has one meter for all its clients.
    private static readonly Meter Shared = new(MeterName);
    private readonly Counter<long> _retries;
    private readonly Counter<long> _retriesDenied;
    private readonly Counter<long> _refreshes;
    private readonly Gauge<double> _clockOffset;
    private readonly KeyValuePair<string, object?> _account;

    /// <summary>Makes the instruments; those of one name and meter are one.</summary>
    /// <param name="factory">Makes the meter; <see langword="null"/>: the process's own.</param>
    /// <param name="account">What the client is called in labels.</param>
    public BedrockMetrics(IMeterFactory? factory, string? account)
    {
        Meter meter = factory?.Create(new MeterOptions(MeterName)) ?? Shared;
        _account = new KeyValuePair<string, object?>("account", account ?? "(default)");
        _retries = meter.CreateCounter<long>("outcrop.upstream.retries", "{retry}", "Requests sent again to the same endpoint.");
        _retriesDenied = meter.CreateCounter<long>("outcrop.upstream.retries.denied", "{retry}", "Retries that a budget or the deadline forbade.");
        _refreshes = meter.CreateCounter<long>("outcrop.credentials.refreshes", "{refresh}", "Attempts to get new credentials.");
        _clockOffset = meter.CreateGauge<double>("outcrop.clock.offset", "s", "The endpoint's clock minus ours, as the last refused signature told.");
    }

    /// <summary>What a client of these options counts with.</summary>
    /// <param name="options">The options.</param>
    public static BedrockMetrics Of(BedrockClientOptions options) => new(options.MeterFactory, options.AccountLabel);

    /// <summary>A request is sent again.</summary>
    /// <param name="endpoint">The host.</param>
    /// <param name="kind">What failed before.</param>
    public void Retried(string endpoint, BedrockErrorKind kind) => _retries.Add(1, _account, Endpoint(endpoint), new("cause", MetricWords.Of(kind)));

    /// <summary>A request would have been sent again, but must not.</summary>
    /// <param name="endpoint">The host.</param>
    /// <param name="reason">Why not: <c>tokens</c>, <c>concurrency</c> or <c>deadline</c>.</param>
    public void RetryDenied(string endpoint, string reason) => _retriesDenied.Add(1, _account, Endpoint(endpoint), new("reason", reason));

    /// <summary>New credentials were asked for.</summary>
    /// <param name="cause">Why: <c>first</c>, <c>expiring</c>, <c>expired</c> or <c>refused</c>.</param>
    /// <param name="outcome">What came of it: <c>renewed</c>, <c>throttled</c> or <c>failed</c>.</param>
    public void Refreshed(string cause, string outcome) => _refreshes.Add(1, _account, new("cause", cause), new("outcome", outcome));

    /// <summary>An endpoint's clock was learned.</summary>
    /// <param name="endpoint">The host.</param>
    /// <param name="offset">Its clock minus ours.</param>
    public void ClockLearned(string endpoint, TimeSpan offset) => _clockOffset.Record(offset.TotalSeconds, _account, Endpoint(endpoint));

    private static KeyValuePair<string, object?> Endpoint(string host) => new("endpoint", host);
}
