using System.Diagnostics.Metrics;
using Outcrop.Gateway.Telemetry;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>Meters without a host.</summary>
internal sealed class TestMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public static GatewayMetrics Metrics() => new(new TestMeters());

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        foreach (Meter meter in _meters)
        {
            meter.Dispose();
        }
    }
}
