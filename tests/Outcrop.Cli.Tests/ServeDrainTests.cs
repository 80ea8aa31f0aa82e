using System.Diagnostics;
using System.Text;
using Outcrop.Cli.Tests.Support;
using Outcrop.Emulator;
using Outcrop.Testing;
using Outcrop.Testing.Raw;

namespace Outcrop.Cli.Tests;

/// <summary>SIGTERM as an orchestrator sends it to <c>outcrop serve</c> (fault row 48). The order of things is tested on a clock of the test's own in the gateway's tests; here the signal, the process and its end are real, and so is the time it may take: they want a machine of their own, so <c>eng/stalled.sh</c> asks for them, and CI asks that.</summary>
public sealed class ServeDrainTests
{
    private const string Settled = "ledger settle";

    /// <summary>200 streams over all dialects: half of them end within the time, half are told; nobody is reset, each is settled, and the process ends in time with 0.</summary>
    [Fact(Explicit = true)]
    public async Task Row48_SigtermWith200Streams_NoneIsResetAndTheExitIsInTime()
    {
        const int Streams = 200;
        var drain = (Delay: TimeSpan.FromSeconds(2), Timeout: TimeSpan.FromSeconds(12));
        using CancellationTokenSource limit = Patience.Start();
        await using BedrockEmulator emulator = await StartEmulatorAsync();
        await using ServedGateway gateway = await ServedGateway.StartAsync(emulator.Endpoint, $"\"drain\": {{ \"delay\": {drain.Delay.TotalSeconds}, \"timeout\": {drain.Timeout.TotalSeconds} }},");
        var callers = new List<(StreamDialect Dialect, bool Stays, RawCaller Caller)>();
        for (int i = 0; i < Streams; i++)
        {
            StreamDialect dialect = StreamDialect.All[i / 2 % StreamDialect.All.Count];
            callers.Add((dialect, i % 2 == 1, await RawCaller.SendAsync(gateway.Port, dialect.Request(i % 2 == 1 ? "stay" : "short", headers: ServedGateway.Key))));
        }

        await Task.WhenAll(callers.Select(one => one.Caller.ReadUntilAsync("200 OK", limit.Token)));
        int settledBefore = gateway.Count(Settled);
        long told = Stopwatch.GetTimestamp();
        gateway.Terminate();
        await gateway.SaysAsync("stopping with", 1, limit.Token);

        // Within the delay a new connection is taken, and told that the gateway is not ready.
        using RawCaller probe = await RawCaller.SendAsync(gateway.Port, "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        RawAnswer ready = await probe.ReadToEndAsync(limit.Token);
        Assert.Equal((503, "close", false), (ready.Status, ready.Header("Connection"), ready.IsReset));

        RawAnswer[] answers = await Task.WhenAll(callers.Select(one => one.Caller.ReadToEndAsync(limit.Token)));
        int code = await gateway.ExitAsync(limit.Token);
        TimeSpan took = Stopwatch.GetElapsedTime(told);

        int ended = 0;
        int ofTold = 0;
        for (int i = 0; i < Streams; i++)
        {
            (StreamDialect dialect, bool stays, RawCaller caller) = callers[i];
            Assert.True(!answers[i].IsReset && (stays ? dialect.IsTold(answers[i]) : dialect.IsEnded(answers[i])), $"{dialect}, stays {stays}: {answers[i]}");
            (ended, ofTold) = stays ? (ended, ofTold + 1) : (ended + 1, ofTold);
            caller.Dispose();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"SIGTERM with {Streams} streams: {ended} ended by themselves ({settledBefore} of them before), {ofTold} told, {answers.Count(static answer => answer.IsReset)} reset, exit {code} after {took.TotalSeconds:0.00} s of {(drain.Delay + drain.Timeout).TotalSeconds} s");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal(Streams, gateway.Count(Settled));
        Assert.Equal(Streams / 2, gateway.Count("\"Error\":\"ShuttingDown\""));
        Assert.InRange(took, TimeSpan.Zero, drain.Delay + drain.Timeout);
    }

    /// <summary>The second signal does not wait, and tells everyone all the same; a caller who reads nothing does not hold it up.</summary>
    [Fact(Explicit = true)]
    public async Task SecondSigterm_EndsAtOnceAndStillTellsAndSettles()
    {
        using CancellationTokenSource limit = Patience.Start();
        await using EndlessBedrock endless = await EndlessBedrock.StartAsync();
        await using ServedGateway gateway = await ServedGateway.StartAsync(endless.Address, "\"drain\": { \"delay\": 300, \"timeout\": 300 }, \"streams\": { \"stall\": 600 },");
        var callers = new List<(StreamDialect Dialect, RawCaller Caller)>();
        foreach (StreamDialect dialect in StreamDialect.All)
        {
            callers.Add((dialect, await RawCaller.SendAsync(gateway.Port, dialect.Request("endless", headers: ServedGateway.Key))));
        }

        using RawCaller stalled = await RawCaller.SendAsync(gateway.Port, StreamDialect.All[1].Request("endless", headers: ServedGateway.Key), receiveBuffer: 4096);
        await stalled.ReadUntilAsync("200 OK", limit.Token);
        await Task.WhenAll(callers.Select(one => one.Caller.ReadUntilAsync("200 OK", limit.Token)));
        gateway.Terminate();
        await gateway.SaysAsync("stopping with", 1, limit.Token);
        gateway.Terminate();

        RawAnswer[] answers = await Task.WhenAll(callers.Select(one => one.Caller.ReadToEndAsync(limit.Token)));
        foreach (((StreamDialect dialect, RawCaller caller), RawAnswer answer) in callers.Zip(answers))
        {
            Assert.True(dialect.IsTold(answer) && !answer.IsReset, $"{dialect}: {answer.Head} whole {answer.IsWhole} reset {answer.IsReset} {answer.Body[^Math.Min(answer.Body.Length, 500)..]}");
            caller.Dispose();
        }

        Assert.Equal(ExitCodes.Success, await gateway.ExitAsync(limit.Token));
        Assert.Equal(callers.Count + 1, gateway.Count(Settled));
    }

    private static async Task<BedrockEmulator> StartEmulatorAsync()
    {
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        emulator.When(text: "stay").With(static script => (script.Text, script.HangAfterEvents, script.Times) = ("one two three four five six", 4, 0));
        emulator.When(text: "short").With(static script => (script.Text, script.TokensPerSecond, script.Times) = (string.Join(' ', Enumerable.Repeat("word", 40)), 8, 0));
        return emulator;
    }
}
