using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>Criterion 4 through the real gateway and the emulator's own reckoning of quotas, over sockets.</summary>
public class QuotaChoiceTests(ITestOutputHelper output)
{
    private const double Share = 0.9;
    private const double Minutes = 4;

    [Fact]
    public async Task ThreeUnevenAccountsAtNinetyPercent_UnderOnePercentIsThrottled()
    {
        double byQuota = await ThrottledAsync("by quota", "quota", 1, 1000);
        double byTurns = await ThrottledAsync("by turns", "weighted", 1, 1000);
        double tooHigh = await ThrottledAsync("by quotas set 30 % too high", "quota", 1.3, 1000);
        double unbounded = await ThrottledAsync("by quota, no maxTokens", "quota", 1, null);
        double unboundedByTurns = await ThrottledAsync("by turns, no maxTokens", "weighted", 1, null);
        Assert.InRange(byQuota, 0, 0.01);
        Assert.InRange(tooHigh, 0, byTurns / 2);
        Assert.InRange(unbounded, 0, 0.01);
        Assert.True(byTurns > 5 * Math.Max(byQuota, 0.005), $"{byTurns:P2}");
        Assert.True(unboundedByTurns > unbounded);
    }

    private async Task<double> ThrottledAsync(string name, string strategy, double believed, int? maxTokens)
    {
        await using QuotaLoad load = await QuotaLoad.StartAsync(strategy, believed, maxTokens);
        (int requests, int refused, int attempts, int throttled) = await load.RunAsync(Share, Minutes, DispatchBed.Seed);
        output.WriteLine($"{name}: {requests} requests, {refused} refused, {attempts} attempts, {throttled} throttled = {throttled / (double)attempts:P2}");
        return throttled / (double)attempts;
    }
}
