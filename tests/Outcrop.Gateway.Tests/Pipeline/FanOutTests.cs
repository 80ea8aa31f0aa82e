using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Tests.Pipeline;

public class FanOutTests
{
    [Fact]
    public async Task Calls_EndInAnyOrder_AnswersStandInTheItems()
    {
        TaskCompletionSource[] gates = [.. Enumerable.Range(0, 4).Select(static _ => new TaskCompletionSource())];
        Task<IReadOnlyList<int>> running = FanOut.RunAsync<int, int>(
            [0, 1, 2, 3],
            async (item, _) =>
            {
                await gates[item].Task;
                return item * 10;
            },
            CancellationToken.None);
        foreach (TaskCompletionSource gate in gates.Reverse())
        {
            gate.SetResult();
        }

        Assert.Equal([0, 10, 20, 30], await running);
    }

    [Fact]
    public async Task MoreItemsThanPlaces_FourAreUnderWayAtOnce()
    {
        var counting = new Lock();
        int now = 0;
        int most = 0;
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await FanOut.RunAsync<int, int>(
            [.. Enumerable.Range(0, 20)],
            async (item, _) =>
            {
                lock (counting)
                {
                    most = Math.Max(most, ++now);
                    if (now == 4)
                    {
                        full.TrySetResult();
                    }
                }

                // Nobody leaves before all four places have been taken once.
                await full.Task;
                lock (counting)
                {
                    now--;
                }

                return item;
            },
            CancellationToken.None);
        Assert.Equal(4, most);
    }

    [Fact]
    public async Task OneCallFails_ItsExceptionIsTheEndAndTheOthersAreGivenUp()
    {
        var given = new TaskCompletionSource();
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => FanOut.RunAsync<int, int>(
            [0, 1],
            async (item, token) =>
            {
                if (item == 1)
                {
                    throw new InvalidOperationException("the one that fails");
                }

                await using CancellationTokenRegistration registration = token.Register(() => given.TrySetResult());
                await given.Task;
                token.ThrowIfCancellationRequested();
                return item;
            },
            CancellationToken.None));
        Assert.Equal("the one that fails", failure.Message);
        Assert.True(given.Task.IsCompletedSuccessfully);
    }
}
