using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native.NativeCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native;

/// <summary>
/// A broken stream never looks finished, in the native lane (acceptance rows 1 to 3; fault rows 2 to 13 and 15 to 17): before the first content a real status in Anthropic's shape, after it an event <c>error</c> as
/// the last one, and <c>message_stop</c> never.
/// </summary>
public class NativeTerminationTests
{
    private const int Content = 2;

    public static TheoryData<string, int> Exceptions => new()
    {
        { "throttlingException", 429 },
        { "modelStreamErrorException", 500 },
        { "internalServerException", 529 },
        { "serviceUnavailableException", 529 },
        { "modelTimeoutException", 504 },
        { "validationException", 400 },
        { "somethingNewException", 500 },
        { "", 500 },
    };

    /// <summary>Each exception (and an error frame) in front of each frame of a stream, and behind all of them.</summary>
    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task Rows2To8_ExceptionAtEveryFrame_IsAStatusOrAnErrorEvent(string exception, int status)
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await StartAsync(wire);
        byte[] fault = exception.Length > 0 ? WireFrames.Exception(exception) : WireFrames.Error("500");
        for (int at = 0; at <= WireFrames.Invoke.Count; at++)
        {
            wire.Body = [.. WireFrames.Invoke.Take(at).SelectMany(static frame => frame), .. fault];
            await AssertBrokenAsync(gateway, at <= Content ? status : 200, $"{exception} before frame {at}", mayStop: at == WireFrames.Invoke.Count);
        }
    }

    /// <summary>Cut at every byte, cleanly and by a reset.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows12And15_CutAtEveryByte_IsAStatusOrAnErrorEvent(bool reset)
    {
        var wire = new WireHandler { End = reset ? WireHandler.Ending.Reset : WireHandler.Ending.Clean };
        await using RunningGateway gateway = await StartAsync(wire);
        byte[] whole = [.. WireFrames.Invoke.SelectMany(static frame => frame)];
        int content = WireFrames.Invoke.Take(Content + 1).Sum(static frame => frame.Length);
        for (int length = 0; length < whole.Length; length++)
        {
            wire.Body = whole[..length];
            await AssertBrokenAsync(gateway, length < content ? null : 200, $"cut after {length} bytes");
        }
    }

    /// <summary>One bit wrong in any byte of any frame, prelude and checksums included.</summary>
    [Fact]
    public async Task Rows9To11_OneWrongBitAnywhere_IsAStatusOrAnErrorEvent()
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await StartAsync(wire);
        byte[] whole = [.. WireFrames.Invoke.SelectMany(static frame => frame)];
        int content = WireFrames.Invoke.Take(Content + 1).Sum(static frame => frame.Length);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] body = [.. whole];
            body[at] ^= (byte)(1 << (at % 8));
            wire.Body = body;
            await AssertBrokenAsync(gateway, at < content ? 500 : 200, $"bit of byte {at}");
        }
    }

    /// <summary>Row 13: without the chunk that gives the reason, and without the one that says that it has stopped.</summary>
    [Fact]
    public async Task Row13_EndWithoutMessageStop_IsAnErrorEvent()
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await StartAsync(wire);
        foreach (int missing in (int[])[WireFrames.Invoke.Count - 2, WireFrames.Invoke.Count - 1])
        {
            wire.Body = [.. WireFrames.Invoke.Where((_, index) => index != missing).SelectMany(static frame => frame)];
            await AssertBrokenAsync(gateway, 200, $"without frame {missing}");
        }
    }

    /// <summary>Claude's own error among its chunks ends the answer as an exception frame does.</summary>
    [Theory]
    [InlineData(0, 529)]
    [InlineData(4, 200)]
    public async Task Error_AmongTheChunks_IsAStatusOrAnErrorEvent(int at, int status)
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await StartAsync(wire);
        wire.Body = [.. WireFrames.Invoke.Take(at).SelectMany(static frame => frame), .. WireFrames.Chunk("""{"type":"error","error":{"type":"overloaded_error","message":"m"}}""")];
        await AssertBrokenAsync(gateway, status, $"error at {at}");
    }

    /// <summary>Row 16: the model never says anything; that is a real status. Row 17: it falls silent; the idle timeout ends the answer with an error.</summary>
    [Theory]
    [InlineData(0, 504)]
    [InlineData(2, 504)]
    [InlineData(4, 200)]
    public async Task Rows16And17_Silence_EndsAtTheIdleTimeout(int frames, int status)
    {
        var clock = new FakeTimeProvider();
        var wire = new WireHandler { Body = [.. WireFrames.Invoke.Take(frames).SelectMany(static frame => frame)], End = WireHandler.Ending.Never };
        await using RunningGateway gateway = await StartAsync(wire, clock: clock);
        Task<(int Status, string Body, bool Whole)> asking = gateway.AskAsync(Body());
        await wire.Silent.Task.WaitAsync(Patience.Limit);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            return asking.IsCompleted;
        });

        (int actual, string body, _) = await asking;
        Assert.Equal(status, actual);
        Assert.Contains("timeout_error", body, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", body, StringComparison.Ordinal);
    }

    private static string Body() => $$"""{"model":"{{Haiku}}","stream":true,"max_tokens":9,{{Asked}}}""";

    private static async Task AssertBrokenAsync(RunningGateway gateway, int? status, string what, bool mayStop = false)
    {
        (int actual, string body, bool whole) = await gateway.AskAsync(Body());
        Assert.True(status is null ? actual >= 500 : actual == status, $"{what}: {actual} instead of {status}: {body}");
        Assert.True(whole, $"{what}: this dialect's error event is an end that its clients read");
        if (actual != 200)
        {
            Assert.True(body.StartsWith("{\"type\":\"error\"", StringComparison.Ordinal), $"{what}: {body}");
            return;
        }

        List<(string Name, string Data)> events = EventsOf(body);
        Assert.True(events[^1].Name == "error" && events[^1].Data.StartsWith("{\"type\":\"error\"", StringComparison.Ordinal), $"{what}: {body}");
        Assert.True(mayStop || events.TrueForAll(static item => item.Name != "message_stop"), $"{what}: a broken stream looks finished: {body}");
    }
}
