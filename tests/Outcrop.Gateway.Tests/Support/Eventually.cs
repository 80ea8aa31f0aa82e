using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>Waits for what another thread will do.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        using var limit = Patience.Start();
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, "It did not happen.");
            await Task.Yield();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
