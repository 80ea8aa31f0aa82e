using System.Net.Sockets;
using System.Text;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Wire.EventStream;

namespace Outcrop.Emulator.Tests.Faults;

/// <summary>Faults at exactly the byte or frame asked for, as a bare socket sees them.</summary>
public sealed class ExactFaultTests
{
    private const string StreamPath = "/model/" + EmulatorTest.Claude + "/converse-stream";
    private const string Path = "/model/" + EmulatorTest.Claude + "/converse";

    /// <summary>Often enough that a race between the last byte and the reset would show.</summary>
    private const int Rounds = 25;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(137)]
    [InlineData(1000)]
    public async Task Reset_AfterNBytesOfAStream_SendsExactlyThose(int bytes)
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { CutAfterBytes = bytes, Reset = true, Times = Rounds });
        for (int i = 0; i < Rounds; i++)
        {
            RawHttp raw = await RawHttp.PostAsync(emulator, StreamPath, EmulatorTest.Converse("x"));
            Assert.StartsWith("HTTP/1.1 200", raw.Head, StringComparison.Ordinal);
            Assert.Equal((bytes, false, true), (raw.Body.Length, raw.Terminated, raw.Reset));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task Reset_AfterNBytesOfAWholeBody_SendsExactlyThose(int bytes)
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { CutAfterBytes = bytes, Times = Rounds });
        for (int i = 0; i < Rounds; i++)
        {
            RawHttp raw = await RawHttp.PostAsync(emulator, Path, EmulatorTest.Converse("x"));
            Assert.Equal((bytes, true), (raw.Body.Length, raw.Reset));
            Assert.Contains("Content-Length: ", raw.Head, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task CleanCut_AfterNBytes_EndsTheBodyProperly(int bytes)
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { CutAfterBytes = bytes });
        RawHttp raw = await RawHttp.PostAsync(emulator, StreamPath, EmulatorTest.Converse("x"));
        Assert.Equal((bytes, true, false), (raw.Body.Length, raw.Terminated, raw.Reset));
    }

    [Fact]
    public async Task ResetBeforeHeaders_SendsNothing()
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { ResetBeforeHeaders = true });
        RawHttp raw = await RawHttp.PostAsync(emulator, StreamPath, EmulatorTest.Converse("x"));
        Assert.Equal(("", 0, true), (raw.Head, raw.Body.Length, raw.Reset));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(700)]
    public async Task Reset_AfterNBytesOverHttp2_SendsExactlyThose(int bytes)
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { CutAfterBytes = bytes, Reset = true, Times = Rounds });
        for (int i = 0; i < Rounds; i++)
        {
            Assert.Equal((bytes, true), await RawHttp2.PostAsync(emulator, StreamPath, EmulatorTest.Converse("x")));
        }

        (int whole, bool reset) = await RawHttp2.PostAsync(emulator, StreamPath, EmulatorTest.Converse("x"));
        Assert.True(whole > bytes && !reset);
    }

    [Theory]
    [InlineData("prelude", 1)]
    [InlineData("prelude", 4)]
    [InlineData("message", 2)]
    [InlineData("oversize", 1)]
    [InlineData("oversize", 3)]
    public async Task FrameFault_AtFrameN_BreaksThatFrameOnly(string kind, int number)
    {
        await using BedrockEmulator emulator = await StartAsync();
        byte[] whole = (await RawHttp.PostAsync(emulator, StreamPath, EmulatorTest.Converse("x"))).Body;
        emulator.Script(kind switch
        {
            "prelude" => new EmulatorScript { CorruptPrelude = number },
            "oversize" => new EmulatorScript { OversizeEvent = number },
            _ => new EmulatorScript { CorruptEvent = number },
        });
        byte[] broken = (await RawHttp.PostAsync(emulator, StreamPath, EmulatorTest.Converse("x"))).Body;
        using var decoder = new EventStreamDecoder();
        decoder.Append(broken);
        for (int i = 1; i < number; i++)
        {
            Assert.True(decoder.TryRead(out _));
        }

        EventStreamException fault = Assert.Throws<EventStreamException>(() => decoder.TryRead(out _));
        Assert.Equal(kind switch { "prelude" => EventStreamFault.PreludeChecksum, "oversize" => EventStreamFault.FrameLength, _ => EventStreamFault.MessageChecksum }, fault.Fault);
        Assert.InRange(broken.Length, whole.Length / 2, whole.Length * 2);
    }

    [Fact]
    public async Task DuplicateAndUnknownEvents_StandWhereAskedFor()
    {
        await using BedrockEmulator emulator = await StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = null };
        emulator.Script(new EmulatorScript { DuplicateEvent = 2, UnknownEvent = 3 });
        List<Frame> frames = (await client.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Frames();
        Assert.Equal(["messageStart", "contentBlockDelta", "contentBlockDelta", "outcropUnknownEvent"], frames.Take(4).Select(frame => frame.Type));
        Assert.Equal(frames[1].Payload.GetRawText(), frames[2].Payload.GetRawText());
        Assert.Equal("metadata", frames[^1].Type);
    }

    [Fact]
    public async Task ErrorFrame_AfterNEvents_IsTheLastAndHasNoPayload()
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { ErrorFrameCode = "InternalFailure", ExceptionAfterEvents = 2, ExceptionMessage = "gone" });
        byte[] body = (await RawHttp.PostAsync(emulator, StreamPath, EmulatorTest.Converse("x"))).Body;
        using var decoder = new EventStreamDecoder();
        decoder.Append(body);
        Assert.True(decoder.TryRead(out _));
        Assert.True(decoder.TryRead(out _));
        Assert.True(decoder.TryRead(out EventStreamFrame frame));
        decoder.Complete();
        Assert.True(frame.TryGetString(":message-type"u8, out ReadOnlySpan<byte> type) && type.SequenceEqual("error"u8));
        Assert.True(frame.TryGetString(":error-code"u8, out ReadOnlySpan<byte> code) && code.SequenceEqual("InternalFailure"u8));
        Assert.True(frame.TryGetString(":error-message"u8, out ReadOnlySpan<byte> message) && message.SequenceEqual("gone"u8));
        Assert.True(frame.Payload.IsEmpty);
    }

    [Fact]
    public async Task Trickle_NBytesATick_SendsOnePieceForEachTick()
    {
        var clock = new WaitingClock();
        await using BedrockEmulator emulator = await StartAsync(options => options.TimeProvider = clock);
        emulator.Script(new EmulatorScript { RawBody = "0123456789"u8.ToArray(), RawContentType = "text/plain", TrickleBytes = 4, TrickleInterval = TimeSpan.FromSeconds(30) });
        using Socket socket = await RawHttp.OpenAsync(emulator, Path, EmulatorTest.Converse("x"));
        string received = await ReceiveUntilAsync(socket, "0123");
        Assert.EndsWith("\r\n\r\n0123", received, StringComparison.Ordinal);
        Assert.Equal(0, socket.Available);
        Assert.Equal("4567", await TickAsync(clock, socket, "4567"));
        Assert.Equal("89", await TickAsync(clock, socket, "89"));
    }

    [Fact]
    public async Task Hang_BeforeHeaders_AnswersNothingUntilTheClientLeaves()
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.When(operation: "Converse").Hang();
        using (Socket socket = await RawHttp.OpenAsync(emulator, Path, EmulatorTest.Converse("x")))
        {
            await emulator.Journal.WaitForAsync(1, TestContext.Current.CancellationToken);
            Assert.Equal(0, socket.Available);
        }

        await emulator.Journal[0].Completion.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(emulator.Journal[0].ClientAborted);
        Assert.Equal(0, emulator.Journal[0].StatusCode);
    }

    [Fact]
    public async Task DateSkewAndUnknownOperation_AreAsAwsWouldSendThem()
    {
        await using BedrockEmulator emulator = await StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = null };
        emulator.Script(new EmulatorScript { DateSkew = TimeSpan.FromHours(-2) });
        emulator.Script(new EmulatorScript { UnknownOperation = true });
        Reply skewed = await client.SendAsync(Path, EmulatorTest.Converse("x"));
        Reply unknown = await client.SendAsync(Path, EmulatorTest.Converse("x"));
        TimeSpan off = emulator.Clock.GetUtcNow() - DateTimeOffset.Parse(skewed.Headers["Date"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(off, TimeSpan.FromHours(2), TimeSpan.FromHours(2.1));
        Assert.Equal((200, """{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}"""), (unknown.Status, unknown.Text));
    }

    [Fact]
    public async Task TokensPerSecond_WithJitter_PausesByTheClockAndTheSeed()
    {
        TimeSpan first = await LastTokenAfterAsync(0.5, 7);
        Assert.Equal(first, await LastTokenAfterAsync(0.5, 7));
        Assert.NotEqual(first, await LastTokenAfterAsync(0.5, 8));
        Assert.Equal(TimeSpan.FromMilliseconds(300), await LastTokenAfterAsync(0, 7));
    }

    /// <summary>Streams four tokens at ten a second, and moves a clock by a millisecond at a time until the stream ends.</summary>
    private static async Task<TimeSpan> LastTokenAfterAsync(double jitter, int seed)
    {
        var clock = new SteppingClock();
        await using BedrockEmulator emulator = await StartAsync(options => (options.TimeProvider, options.Seed) = (clock, seed));
        emulator.When().Reply("a b c d").With(script => (script.TokensPerSecond, script.Jitter) = (10, jitter));
        await RawHttp.PostAsync(emulator, StreamPath, EmulatorTest.Converse("x"));
        return clock.Waited;
    }

    private static Task<BedrockEmulator> StartAsync(Action<EmulatorOptions>? change = null) => EmulatorTest.StartAsync(options =>
    {
        options.VerifySignatures = false;
        change?.Invoke(options);
    });

    private static async Task<string> ReceiveUntilAsync(Socket socket, string end)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            int read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static async Task<string> TickAsync(WaitingClock clock, Socket socket, string piece)
    {
        Assert.Equal(TimeSpan.FromSeconds(30), await clock.EndNextWaitAsync());
        return await ReceiveUntilAsync(socket, piece);
    }

    /// <summary>Timers fire at once, and what they would have waited is added up.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long _ticks;

        public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
