using System.Text;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.Hosting;

/// <summary>What callers see of a gateway that is told to stop (fault row 48): nothing is reset, and nothing is cut off without a word.</summary>
public class DrainTests
{
    private static readonly TimeSpan ToTheEnd = TimeSpan.FromSeconds(27);

    /// <summary>Row 48: 200 streams over all dialects; half of them end by themselves, the others are told so; each is settled.</summary>
    [Fact]
    public async Task Row48_StoppedWith200Streams_EachEndsOrIsToldAndNoneIsReset()
    {
        const int Streams = 200;
        await using DrainBed bed = await DrainBed.StartAsync();
        var callers = new List<(StreamDialect Dialect, bool Stays, RawCaller Caller)>();
        for (int i = 0; i < Streams; i++)
        {
            StreamDialect dialect = StreamDialect.All[i / 2 % StreamDialect.All.Count];
            callers.Add((dialect, i % 2 == 1, await bed.OpenAsync(dialect, i % 2 == 1 ? "long" : "short")));
        }

        await bed.SignalAsync();
        await bed.CloseAsync();
        bed.Bedrock.Rest.SetResult();
        foreach ((StreamDialect dialect, bool stays, RawCaller caller) in callers.Where(static one => !one.Stays))
        {
            RawAnswer answer = await caller.ReadToEndAsync(bed.Limit);
            Assert.True(dialect.IsEnded(answer) && !answer.IsReset, $"{dialect}: {answer}");
        }

        Assert.Equal(Streams / 2, bed.Ledger.Settlements.Count);
        bed.Clock.Advance(ToTheEnd);
        foreach ((StreamDialect dialect, bool stays, RawCaller caller) in callers.Where(static one => one.Stays))
        {
            RawAnswer answer = await caller.ReadToEndAsync(bed.Limit);
            Assert.True(dialect.IsTold(answer) && !answer.IsReset, $"{dialect}: {answer}");
        }

        await bed.StoppedAsync();
        Assert.Equal(
            [(ExchangeOutcome.Completed, null, Streams / 2), (ExchangeOutcome.Drained, GatewayErrorKind.ShuttingDown, Streams / 2)],
            bed.Ledger.Settlements.CountBy(static settled => (settled.Outcome, settled.Error?.Kind)).Select(static pair => (pair.Key.Outcome, pair.Key.Kind, pair.Value)).Order());
        Assert.Contains("0 requests unsettled", bed.Gateway.Log.All, StringComparison.Ordinal);
        callers.ForEach(static one => one.Caller.Dispose());
    }

    /// <summary>Step 0: readiness is off at once, and for the delay everything is answered as ever; but connections are not kept.</summary>
    [Fact]
    public async Task Delay_StillAccepts_AndSaysThatItIsNotReady()
    {
        await using DrainBed bed = await DrainBed.StartAsync();
        bed.Bedrock.Rest.SetResult();
        await bed.SignalAsync();

        RawAnswer ready = await GetAsync(bed, "/readyz");
        Assert.Equal((503, "close"), (ready.Status, ready.Header("Connection")));
        foreach (StreamDialect dialect in StreamDialect.All)
        {
            using RawCaller caller = await bed.AskAsync(dialect, "short");
            RawAnswer answer = await caller.ReadToEndAsync(bed.Limit);
            Assert.True(dialect.IsEnded(answer), $"{dialect}: {answer}");
            Assert.Equal("close", answer.Header("Connection"));
        }

        Assert.True(bed.Accepts());
        await bed.CloseAsync();
        await bed.StoppedAsync();
    }

    /// <summary>What has shown nothing yet, streamed or whole, gets a real status, with the time to wait and the word to try again.</summary>
    [Fact]
    public async Task Deadline_NothingShownYet_IsARealStatusThatSaysTryAgain()
    {
        await using DrainBed bed = await DrainBed.StartAsync();
        var callers = new List<(StreamDialect Dialect, RawCaller Caller)>();
        foreach (StreamDialect dialect in StreamDialect.All)
        {
            callers.Add((dialect, await bed.AskAsync(dialect, "hang")));
            if (dialect.WholePath is not null)
            {
                callers.Add((dialect, await bed.AskAsync(dialect, "hang", isStream: false)));
            }
        }

        await Eventually.TrueAsync(() => bed.Bedrock.Asked.Count == callers.Count);
        await bed.SignalAsync();
        await bed.CloseAsync();
        Assert.Empty(bed.Ledger.Settlements);
        bed.Clock.Advance(ToTheEnd);
        foreach ((StreamDialect dialect, RawCaller caller) in callers)
        {
            RawAnswer answer = await caller.ReadToEndAsync(bed.Limit);
            Assert.True(answer is { IsWhole: true, IsReset: false } && answer.Status == dialect.Status, $"{dialect}: {answer}");
            Assert.Equal(("1", "1000", "true"), (answer.Header("Retry-After"), answer.Header("retry-after-ms"), answer.Header("x-should-retry")));
            caller.Dispose();
        }

        await bed.StoppedAsync();
        Assert.Equal(callers.Count, bed.Ledger.Settlements.Count);
        Assert.All(bed.Ledger.Settlements, static settled => Assert.Equal((ExchangeOutcome.Drained, GatewayErrorKind.ShuttingDown), (settled.Outcome, settled.Error?.Kind)));
    }

    /// <summary>A stream that has begun and shown nothing but signs of life is told within itself.</summary>
    [Fact]
    public async Task Deadline_OnlySignsOfLifeYet_IsToldWithinTheStream()
    {
        await using DrainBed bed = await DrainBed.StartAsync(",\"server\":{\"commitAfter\":1,\"heartbeatInterval\":2},\"timeouts\":{\"firstByte\":86400,\"total\":86400}");
        StreamDialect[] dialects = [.. StreamDialect.All.Where(static dialect => dialect.Name is "chat" or "completions" or "responses" or "messages" or "messages, native")];
        var callers = new List<RawCaller>();
        foreach (StreamDialect dialect in dialects)
        {
            callers.Add(await bed.AskAsync(dialect, "hang"));
        }

        await Eventually.TrueAsync(() => bed.Bedrock.Asked.Count == callers.Count);
        Task begun = Task.WhenAll(callers.Select(caller => caller.ReadUntilAsync("200 OK", bed.Limit)));
        await Eventually.TrueAsync(() =>
        {
            bed.Clock.Advance(TimeSpan.FromSeconds(0.5));
            return begun.IsCompleted;
        });
        await begun;

        await bed.SignalAsync();
        await bed.CloseAsync();
        bed.Clock.Advance(ToTheEnd);
        for (int i = 0; i < dialects.Length; i++)
        {
            RawAnswer answer = await callers[i].ReadToEndAsync(bed.Limit);
            Assert.True(dialects[i].IsTold(answer) && !answer.IsReset, $"{dialects[i]}: {answer}");
            callers[i].Dispose();
        }

        await bed.StoppedAsync();
    }

    /// <summary>The second signal: nothing is waited for, everyone is told, everything is settled.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SecondSignal_EndsAtOnceAndStillTells(bool withinTheDelay)
    {
        await using DrainBed bed = await DrainBed.StartAsync();
        var callers = new List<(StreamDialect Dialect, RawCaller Caller)>();
        foreach (StreamDialect dialect in StreamDialect.All)
        {
            callers.Add((dialect, await bed.OpenAsync(dialect, "long")));
        }

        await bed.SignalAsync();
        if (!withinTheDelay)
        {
            await bed.CloseAsync();
        }

        bed.SignalAgain();
        foreach ((StreamDialect dialect, RawCaller caller) in callers)
        {
            RawAnswer answer = await caller.ReadToEndAsync(bed.Limit);
            Assert.True(dialect.IsTold(answer) && !answer.IsReset, $"{dialect}: {answer}");
            caller.Dispose();
        }

        await bed.StoppedAsync();
        Assert.Equal(callers.Count, bed.Ledger.Settlements.Count);
    }

    /// <summary>An answer that is read on for a caller who left does not hold the exit beyond the timeout, and is settled.</summary>
    [Fact]
    public async Task Deadline_AnswerOfACallerWhoLeft_IsGivenUpAndSettled()
    {
        await using DrainBed bed = await DrainBed.StartAsync();
        using (RawCaller caller = await bed.OpenAsync(StreamDialect.All[1], "long"))
        {
            caller.Leave();
        }

        await bed.SignalAsync();
        await bed.CloseAsync();
        Assert.Empty(bed.Ledger.Settlements);
        bed.Clock.Advance(ToTheEnd);
        await bed.StoppedAsync();
        Assert.Equal(ExchangeOutcome.ClientCancelled, Assert.Single(bed.Ledger.Settlements).Outcome);
    }

    /// <summary>A caller who is still sending is answered, too.</summary>
    [Fact]
    public async Task Deadline_BodyIsStillComing_IsARealStatus()
    {
        await using DrainBed bed = await DrainBed.StartAsync();
        byte[] request = StreamDialect.All[1].Request("short", headers: DrainBed.Key);
        using RawCaller caller = await RawCaller.SendAsync(bed.Gateway.Address.Port, request.AsMemory(..^10));
        await bed.SignalAsync();
        await bed.CloseAsync();
        bed.Clock.Advance(ToTheEnd);
        await caller.ReadUntilAsync("503 Service Unavailable", bed.Limit);
        await caller.ReadUntilAsync("shutting_down", bed.Limit);
    }

    /// <summary>Idle connections are closed, not reset, as soon as no more are accepted; HTTP/2 clients get GOAWAY.</summary>
    [Fact]
    public async Task Idle_ConnectionsAreClosed_AndHttp2IsToldToGoAway()
    {
        await using DrainBed bed = await DrainBed.StartAsync();
        using RawCaller idle = await RawCaller.SendAsync(bed.Gateway.Address.Port, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await idle.ReadUntilAsync("\"status\"", bed.Limit);
        using RawCaller http2 = await RawCaller.SendAsync(bed.Gateway.Address.Port, (byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0]);

        // The acknowledgement of the client's settings: a frame without payload, of type 4 and with flag 1.
        await http2.ReadUntilAsync("\0\0\0\u0004\u0001\0\0\0\0", bed.Limit);

        await bed.SignalAsync();
        await bed.CloseAsync();
        RawAnswer closed = await idle.ReadToEndAsync(bed.Limit);
        Assert.True(closed is { Status: 200, IsReset: false }, closed.ToString());

        // GOAWAY is frame type 7, eight bytes long, on stream 0; NO_ERROR are its last four.
        RawAnswer gone = await http2.ReadToEndAsync(bed.Limit);
        Assert.False(gone.IsReset);
        Assert.Contains("\0\0\u0008\u0007\0\0\0\0\0", gone.Head, StringComparison.Ordinal);
        await bed.StoppedAsync();
    }

    /// <summary>Over HTTP/2, too, an answer ends with its dialect's mark, and its stream properly.</summary>
    [Fact]
    public async Task Deadline_OverHttp2_IsToldAndTheStreamEnds()
    {
        await using DrainBed bed = await DrainBed.StartAsync();
        var answers = new List<(StreamDialect Dialect, HttpResponseMessage Answer)>();
        foreach (StreamDialect dialect in StreamDialect.All.Where(static dialect => dialect.Name != "seed"))
        {
            byte[] raw = dialect.Request("long");
            var request = new HttpRequestMessage(HttpMethod.Post, new Uri(dialect.Path, UriKind.Relative))
            {
                Content = new ByteArrayContent(raw[(raw.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..]),
                Version = System.Net.HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            request.Content.Headers.Add("Content-Type", "application/json");
            request.Headers.Add("x-api-key", Sample.Key);
            answers.Add((dialect, await bed.Gateway.SendAsync(request, bed.Limit)));
        }

        await bed.SignalAsync();
        await bed.CloseAsync();
        bed.Clock.Advance(ToTheEnd);
        foreach ((StreamDialect dialect, HttpResponseMessage answer) in answers)
        {
            string body = Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync(bed.Limit));
            Assert.True(body.Contains(dialect.Mark, StringComparison.Ordinal) && !body.Contains(dialect.End, StringComparison.Ordinal), $"{dialect}: {body}");
            answer.Dispose();
        }

        await bed.StoppedAsync();
    }

    /// <summary>A reader who is slow, and not gone, gets everything that was written for it, and the mark behind it.</summary>
    [Fact]
    public async Task Deadline_ReaderIsBehind_GetsAllAndTheMark()
    {
        string piece = new('x', 16 * 1024);
        var streams = new System.Collections.Concurrent.ConcurrentQueue<FakeStream>();
        var upstream = new FakeUpstream(() =>
        {
            var stream = new FakeStream(Enumerable.Repeat(FakeStream.Give(Events.Text(piece)), 1_000_000));
            streams.Enqueue(stream);
            return stream;
        });
        await using DrainBed bed = await DrainBed.StartAsync(",\"streams\":{\"stall\":600}", upstream: upstream);
        var callers = new List<(StreamDialect Dialect, RawCaller Caller)>();
        foreach (StreamDialect dialect in StreamDialect.All.Where(static dialect => dialect.Name is "seed" or "chat" or "completions" or "responses" or "messages"))
        {
            callers.Add((dialect, await RawCaller.SendAsync(bed.Gateway.Address.Port, dialect.Request("endless", headers: DrainBed.Key), receiveBuffer: 4096)));
        }

        int before = 0;
        await Eventually.TrueAsync(() =>
        {
            (int last, before) = (before, streams.Sum(static stream => stream.Reads));
            return streams.Count == callers.Count && last == before;
        });
        await bed.SignalAsync();
        await bed.CloseAsync();
        bed.Clock.Advance(ToTheEnd);
        foreach ((StreamDialect dialect, RawCaller caller) in callers)
        {
            RawAnswer answer = await caller.ReadToEndAsync(bed.Limit);
            Assert.True(dialect.IsTold(answer) && !answer.IsReset, $"{dialect}: {answer.IsWhole} {answer.IsReset} {answer.Body[^Math.Min(400, answer.Body.Length)..]}");
            caller.Dispose();
        }

        await bed.StoppedAsync();
    }

    [Theory]
    [InlineData(5, 30, 3, 34)]
    [InlineData(0, 1, 0.1, 0.966667)]
    [InlineData(0, 120, 3, 119)]
    public void Plan_Lead_IsThreeSecondsOrATenth(double delay, double timeout, double lead, double host)
    {
        var settings = new DrainSettings { Delay = TimeSpan.FromSeconds(delay), Timeout = TimeSpan.FromSeconds(timeout) };
        DrainPlan plan = DrainPlan.Of(settings, waits: true);
        Assert.Equal((lead, host), (plan.Lead.TotalSeconds, Math.Round(plan.HostTimeout.TotalSeconds, 6)));
        Assert.Equal(TimeSpan.Zero, DrainPlan.Of(settings, waits: false).Delay);
    }

    private static async Task<RawAnswer> GetAsync(DrainBed bed, string path)
    {
        using RawCaller caller = await RawCaller.SendAsync(bed.Gateway.Address.Port, Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        return await caller.ReadToEndAsync(bed.Limit);
    }
}
