using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>What one host's meters have told since this was made; another host's never.</summary>
internal sealed class MetricReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Reading> _readings = new();

    public MetricReader(IServiceProvider services)
        : this(services.GetRequiredService<IMeterFactory>())
    {
    }

    public MetricReader(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Meter.Name.StartsWith("Outcrop.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(Keep);
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags, null));
        _listener.SetMeasurementEventCallback<double>(Keep);
        _listener.Start();
    }

    /// <summary>Every single measurement, in its order.</summary>
    public IEnumerable<Reading> Readings => _readings;

    /// <summary>The sum of what an instrument has told with these labels; others may stand beside them.</summary>
    public double Sum(string instrument, params (string Label, object Value)[] labels) => Of(instrument, labels).Sum(reading => reading.Value);

    /// <summary>How often an instrument has told something with these labels.</summary>
    public int Count(string instrument, params (string Label, object Value)[] labels) => Of(instrument, labels).Count();

    /// <summary>Every value that a label of an instrument had.</summary>
    public string[] Values(string instrument, string label) => [.. Of(instrument).Select(reading => $"{reading.Labels.GetValueOrDefault(label)}").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What an observed instrument, or a gauge, says now with these labels; <see langword="null"/>: nothing.</summary>
    public double? Now(string instrument, params (string Label, object Value)[] labels)
    {
        _listener.RecordObservableInstruments();
        return Of(instrument, labels).LastOrDefault()?.Value;
    }

    public void Dispose() => _listener.Dispose();

    private IEnumerable<Reading> Of(string instrument, params (string Label, object Value)[] labels) => _readings.Where(reading =>
        reading.Instrument == instrument && Array.TrueForAll(labels, label => Equals(reading.Labels.GetValueOrDefault(label.Label), label.Value)));

    private void Keep(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) => Keep(instrument, (double)value, tags, state);

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        _readings.Enqueue(new Reading(instrument.Name, value, new Dictionary<string, object?>(tags.ToArray(), StringComparer.Ordinal)));

    /// <summary>One measurement.</summary>
    public sealed record Reading(string Instrument, double Value, IReadOnlyDictionary<string, object?> Labels)
    {
        public override string ToString() => $"{Instrument}{{{string.Join(',', Labels.Select(label => $"{label.Key}={label.Value}"))}}} {Value}";
    }
}
