namespace Outcrop.Gateway.Tests.Faults;

/// <summary>What an instrument must have told of a fault (docs/metrics.md).</summary>
/// <param name="Instrument">The instrument, without what all names begin with.</param>
/// <param name="Label">A label.</param>
/// <param name="Value">Its value.</param>
/// <param name="Sum">The sum.</param>
internal sealed record FaultMetric(string Instrument, string Label, string Value, double Sum = 1)
{
    public string Name => "outcrop." + Instrument;
}
