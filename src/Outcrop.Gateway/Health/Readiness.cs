using Microsoft.Extensions.Hosting;

namespace Outcrop.Gateway.Health;

/// <summary>Whether requests can be served. The probes' answer is kept for a while, since whatever watches a gateway asks often. Thread-safe.</summary>
internal sealed class Readiness(IEnumerable<IReadinessProbe> probes, IHostApplicationLifetime lifetime, TimeProvider timeProvider)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly IReadinessProbe[] _probes = [.. probes];
    private IReadOnlyList<string>? _reasons;
    private long _checked;

    /// <summary>Why requests cannot be served; empty when they can.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return ["the gateway is stopping"];
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_reasons is null || timeProvider.GetElapsedTime(_checked) >= Lifetime)
            {
                _reasons = await ProbeAsync(cancellationToken);
                _checked = timeProvider.GetTimestamp();
            }

            return _reasons;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<IReadOnlyList<string>> ProbeAsync(CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        foreach (IReadinessProbe probe in _probes)
        {
            try
            {
                if (await probe.CheckAsync(cancellationToken).WaitAsync(Patience, timeProvider, cancellationToken) is { } reason)
                {
                    reasons.Add(reason);
                }
            }
            catch (TimeoutException)
            {
                reasons.Add("a check did not end in time");
            }
        }

        return reasons;
    }
}
