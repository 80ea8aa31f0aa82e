using System.Diagnostics;
using System.Globalization;
using Outcrop.Cli.Tests.Support;
using Outcrop.Testing.Raw;

namespace Outcrop.Cli.Tests;

/// <summary>Callers who stop reading (fault row 34), many at once, before a real process: what they cost, what they cost the others, and how they end. It measures, so it wants a machine of its own: <c>eng/stalled.sh</c> asks for it and prints the figures, and CI asks that.</summary>
public sealed class StalledReaderTests
{
    private const int Stalled = 500;
    private const int Others = 200;
    private const long MostMemory = 128L * 1024 * 1024;

    /// <summary>What the system's own buffers on both sides may hold for one stream; an answer that is not held back has no end.</summary>
    private const long MostTaken = 8L * 1024 * 1024;

    [Fact(Explicit = true)]
    public async Task Row34_500StalledReaders_CostLittleSlowNobodyAndAreCutOff()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5), TimeProvider.System);
        await using EndlessBedrock bedrock = await EndlessBedrock.StartAsync();
        await using ServedGateway gateway = await ServedGateway.StartAsync(bedrock.Address, "\"streams\": { \"stall\": 20 }, \"drain\": { \"delay\": 0, \"timeout\": 5 },");

        // The first round makes the process warm, so that it is not the code's own memory that is counted.
        await MeasureAsync(gateway, limit.Token);
        TimeSpan alone = await MeasureAsync(gateway, limit.Token);
        long before = gateway.WorkingSet();
        var callers = new List<RawCaller>();
        for (int i = 0; i < Stalled; i++)
        {
            callers.Add(await RawCaller.SendAsync(gateway.Port, StreamDialect.All[i % StreamDialect.All.Count].Request("endless", headers: ServedGateway.Key), receiveBuffer: 4096));
        }

        long taken = await StandStillAsync(bedrock, limit.Token);
        TimeSpan beside = await MeasureAsync(gateway, limit.Token);
        long cost = gateway.WorkingSet() - before;
        int open = bedrock.Open;
        double ratio = beside / alone;
        long most = bedrock.Sent.Max();
        Say($"stalled readers: {open} of {Stalled}");
        Say($"process memory: {before / 1048576.0:0.0} MB before, {cost / 1048576.0:0.0} MB more with them ({cost / (double)Stalled / 1024:0.0} KB each), at most 128 MB");
        Say($"taken from Bedrock: {taken / 1048576.0:0.0} MB in all, at most {most / 1048576.0:0.00} MB for one stream, and no more");
        Say($"the others, lower decile of {Others} answers: {alone.TotalMilliseconds:0.00} ms alone, {beside.TotalMilliseconds:0.00} ms beside them, ratio {ratio:0.00}");

        // The stall is counted for each of them; then Bedrock's side is closed, too, and the ledger says why.
        await gateway.SaysAsync("\"Outcome\":\"ClientStalled\"", Stalled, limit.Token);
        while (bedrock.Open > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }

        Say($"cut off: {gateway.Count("\"Outcome\":\"ClientStalled\"")}");
        callers.ForEach(static caller => caller.Dispose());
        Assert.Equal(Stalled, open);
        Assert.InRange(cost, long.MinValue, MostMemory);
        Assert.InRange(most, 1, MostTaken);
        Assert.InRange(ratio, 0, 3);
        gateway.Terminate();
        Assert.Equal(ExitCodes.Success, await gateway.ExitAsync(limit.Token));
    }

    /// <summary>The lower decile of many answers, a few at a time, over all dialects: what they take when nothing else on the machine is in their way, but for what stalled readers do to all of them.</summary>
    private static async Task<TimeSpan> MeasureAsync(ServedGateway gateway, CancellationToken limit)
    {
        var times = new TimeSpan[Others];
        await Parallel.ForAsync(0, Others, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = limit }, async (index, token) =>
        {
            StreamDialect dialect = StreamDialect.All[index % StreamDialect.All.Count];
            long started = Stopwatch.GetTimestamp();
            using RawCaller caller = await RawCaller.SendAsync(gateway.Port, dialect.Request("short", headers: ServedGateway.Key + "Connection: close\r\n"));
            RawAnswer answer = await caller.ReadToEndAsync(token);
            times[index] = Stopwatch.GetElapsedTime(started);
            Assert.True(dialect.IsEnded(answer), $"{dialect}: {answer}");
        });
        Array.Sort(times);
        return times[Others / 10];
    }

    /// <summary>Waits until all are open and nothing has been taken for a while.</summary>
    private static async Task<long> StandStillAsync(EndlessBedrock bedrock, CancellationToken limit)
    {
        long taken = -1;
        for (int still = 0; still < 10;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit);
            long now = bedrock.Sent.Sum();
            still = now == taken && bedrock.Open == Stalled ? still + 1 : 0;
            taken = now;
        }

        return taken;
    }

    private static void Say(FormattableString text) => TestContext.Current.TestOutputHelper?.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
