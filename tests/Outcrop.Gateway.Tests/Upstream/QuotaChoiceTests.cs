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
        Assert.InRange(byQuota, 0, 0.01);
        Assert.InRange(tooHigh, 0, 0.01);
        Assert.True(byTurns > 2 * Math.Max(byQuota, 0.005), $"{byTurns:P2}");
    }

    /// <summary>
    /// Requests that bound nothing: the gateway bounds those it writes itself. Of those it passes on AWS reserves the most that the model gives, which is more than these accounts have for all that
    /// are under way: no choice can make room, but each place that is given back is found.
    /// </summary>
    [Fact]
    public async Task NoMaxTokens_ByQuota_FindsWhatRoomThereIs()
    {
        Assert.InRange(await ThrottledAsync("by quota, bounded by the gateway", "quota", 1, null), 0, 0.01);
        Assert.InRange(await ThrottledAsync("by quota, passed on unbounded", "quota", 1, null, isPassedOn: true), 0.05, 0.25);
    }

    private async Task<double> ThrottledAsync(string name, string strategy, double believed, int? maxTokens, bool isPassedOn = false)
    {
        await using QuotaLoad load = await QuotaLoad.StartAsync(strategy, believed);
        (int requests, int refused, int attempts, int throttled) = await load.RunAsync(Share, Minutes, DispatchBed.Seed, maxTokens, isPassedOn);
        output.WriteLine($"{name}: {requests} requests, {refused} refused, {attempts} attempts, {throttled} throttled = {throttled / (double)attempts:P2}");
        return throttled / (double)attempts;
    }
}
