using System.Text;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;
using Outcrop.Wire.EventStream;
using static Outcrop.Gateway.Tests.FrontEnds.BedrockNative.NativeGateway;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>
/// A broken stream never looks finished (fault rows 2 to 18): as long as no content came the caller has AWS's status and name; after that every frame that was sound, byte for byte, and then an exception frame, with which the body ends.
/// </summary>
public class NativeTerminationTests
{
    private const string Broken = "modelStreamErrorException";

    private static readonly (string Operation, IReadOnlyList<byte[]> Frames, int Content)[] Streams =
        [("converse-stream", WireFrames.Converse, 1), ("invoke-with-response-stream", WireFrames.Invoke, 2)];

    public static TheoryData<string, int, string> Exceptions => new()
    {
        { "throttlingException", 429, "throttlingException" },
        { "modelStreamErrorException", 424, "modelStreamErrorException" },
        { "internalServerException", 500, "internalServerException" },
        { "serviceUnavailableException", 503, "serviceUnavailableException" },
        { "modelTimeoutException", 408, "modelTimeoutException" },
        { "validationException", 400, "validationException" },
        { "somethingNewException", 500, "somethingNewException" },
        { "", 500, Broken },
    };

    /// <summary>Each exception (and an error frame) in front of each frame of a stream, and behind all of them.</summary>
    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task Rows2To8_ExceptionAtEveryFrame_IsAStatusOrTheSameException(string exception, int status, string frame)
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        byte[] fault = exception.Length > 0 ? WireFrames.Exception(exception) : WireFrames.Error("500");
        string type = exception.Length > 0 ? char.ToUpperInvariant(exception[0]) + exception[1..] : "InternalServerException";
        foreach ((string operation, IReadOnlyList<byte[]> frames, int content) in Streams)
        {
            for (int at = 0; at <= frames.Count; at++)
            {
                wire.Body = [.. frames.Take(at).SelectMany(static frame => frame), .. fault];
                Answer answer = await gateway.AskAsync("POST", Path(operation), "{}");
                if (at <= content)
                {
                    answer.Refused(status, type);
                }
                else
                {
                    AssertBroken(answer, frames.Take(at), frame, $"{exception} before frame {at} of {operation}");
                }
            }
        }
    }

    /// <summary>Cut at every byte, cleanly and by a reset. The stream may end behind its messageStop; before that it is broken.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows12And15_CutAtEveryByte_IsAStatusOrAnExceptionFrame(bool reset)
    {
        var wire = new WireHandler { End = reset ? WireHandler.Ending.Reset : WireHandler.Ending.Clean };
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        foreach ((string operation, IReadOnlyList<byte[]> frames, int contentAt) in Streams)
        {
            byte[] whole = [.. frames.SelectMany(static frame => frame)];
            int content = frames.Take(contentAt + 1).Sum(static frame => frame.Length);
            int stop = operation == "converse-stream" ? whole.Length - frames[^1].Length : whole.Length;
            for (int length = 0; length < whole.Length; length++)
            {
                wire.Body = whole[..length];
                Answer answer = await gateway.AskAsync("POST", Path(operation), "{}");
                if (length == stop && !reset)
                {
                    Assert.True(answer is { Status: 200, IsWhole: true } && answer.Body.AsSpan().SequenceEqual(wire.Body));
                }
                else if (length < content)
                {
                    Assert.True(answer.Status >= 500, $"cut after {length} bytes: {answer.Text}");
                    answer.Refused(answer.Status, answer.ErrorType!);
                }
                else
                {
                    AssertBroken(answer, WholeFrames(frames, length), Broken, $"{operation} cut after {length} bytes");
                }
            }
        }
    }

    /// <summary>One bit wrong in any byte of any frame, prelude and checksums included: the damaged frame does not pass.</summary>
    [Fact]
    public async Task Rows9To11_OneWrongBitAnywhere_IsAStatusOrAnExceptionFrame()
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        byte[] whole = [.. WireFrames.Converse.SelectMany(static frame => frame)];
        int content = WireFrames.Converse.Take(2).Sum(static frame => frame.Length);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] body = [.. whole];
            body[at] ^= (byte)(1 << (at % 8));
            wire.Body = body;
            Answer answer = await gateway.AskAsync("POST", Path("converse-stream"), "{}");
            if (at < content)
            {
                answer.Refused(500, "InternalServerException");
            }
            else
            {
                AssertBroken(answer, WholeFrames(WireFrames.Converse, at), Broken, $"bit of byte {at}");
            }
        }
    }

    [Fact]
    public async Task Row13_EndWithoutMessageStop_IsAnExceptionFrame()
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        foreach ((string operation, IReadOnlyList<byte[]> frames, _) in Streams)
        {
            // Converse says in the frame before its last that it has stopped, Claude in its last.
            foreach (int missing in (int[])[operation == "converse-stream" ? frames.Count - 2 : frames.Count - 1])
            {
                byte[][] left = [.. frames.Where((_, index) => index != missing)];
                wire.Body = [.. left.SelectMany(static frame => frame)];
                AssertBroken(await gateway.AskAsync("POST", Path(operation), "{}"), left, Broken, $"{operation} without frame {missing}");
            }
        }
    }

    /// <summary>Row 17: the model falls silent; the idle timeout ends the answer with an exception. Row 16: it never says anything; that is a real status.</summary>
    [Theory]
    [InlineData("converse-stream", 0, null)]
    [InlineData("converse-stream", 1, null)]
    [InlineData("converse-stream", 3, Broken)]
    [InlineData("invoke-with-response-stream", 2, null)]
    [InlineData("invoke-with-response-stream", 4, "modelTimeoutException")]
    public async Task Rows16And17_Silence_EndsAtTheIdleTimeout(string operation, int frames, string? exception)
    {
        var clock = new FakeTimeProvider();
        byte[][] sent = [.. Streams.Single(stream => stream.Operation == operation).Frames.Take(frames)];
        var wire = new WireHandler { Body = [.. sent.SelectMany(static frame => frame)], End = WireHandler.Ending.Never };
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, clock: clock);
        Task<Answer> asking = gateway.AskAsync("POST", Path(operation), "{}");
        await wire.Silent.Task.WaitAsync(Patience.Limit);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            return asking.IsCompleted;
        });

        Answer answer = await asking;
        if (exception is null)
        {
            answer.Refused(408, "ModelTimeoutException");
        }
        else
        {
            AssertBroken(answer, sent, exception, operation);
        }
    }

    /// <summary>What is sound passes byte for byte, also what no version knows: events, headers' order, payloads that are no JSON.</summary>
    [Fact]
    public async Task Row8_UnknownEvents_PassAsTheyCame()
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        foreach ((string operation, IReadOnlyList<byte[]> frames, _) in Streams)
        {
            wire.Body = [.. frames.SelectMany(static frame => (byte[])[.. WireFrames.Event("somethingNew", "no JSON at all"), .. frame]), .. WireFrames.Event("after", "{}")];
            Answer answer = await gateway.AskAsync("POST", Path(operation), "{}");

            Assert.True(answer is { Status: 200, IsWhole: true }, answer.Text);
            Assert.Equal(wire.Body, answer.Body);
            Assert.Equal("application/vnd.amazon.eventstream", answer.Headers["Content-Type"]);
            Assert.Equal("00000000-0000-0000-0000-000000000000", answer.Headers["x-amzn-RequestId"]);
        }
    }

    /// <summary>The usage of a stream is tapped on its way, of either API, and of a stream that broke as far as it had been told.</summary>
    [Fact]
    public async Task Usage_OfAStream_IsSettled()
    {
        var wire = new WireHandler();
        var ledger = new NativeLedger();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, ledger: ledger);
        foreach ((string operation, IReadOnlyList<byte[]> frames, _) in Streams)
        {
            wire.Body = [.. frames.SelectMany(static frame => frame)];
            await gateway.AskAsync("POST", Path(operation), "{}");
        }

        Assert.Equal([(1, 2, "end_turn"), (1, 2, "end_turn")], ledger.Settlements.Select(static settled => (settled.Usage!.InputTokens, settled.Usage.OutputTokens, settled.StopReason!)));
        wire.Body = [.. wire.Body, .. WireFrames.Exception("internalServerException")];
        await gateway.AskAsync("POST", Path("invoke-with-response-stream"), "{}");
        Assert.Equal((Outcrop.Gateway.Pipeline.ExchangeOutcome.Broken, 2), (ledger.Settlements.Last().Outcome, ledger.Settlements.Last().Usage!.OutputTokens));
    }

    /// <summary>A model of no family that is known streams as it likes; nobody can say when it has finished, so its end is its bytes' end, and a cut within a frame is none.</summary>
    [Fact]
    public async Task Stranger_Stream_PassesAndOnlyACutFrameBreaksIt()
    {
        byte[] frame = WireFrames.Event("chunk", "{\"bytes\":\"" + Convert.ToBase64String("{\"words\":\"x\"}"u8) + "\"}");
        var wire = new WireHandler { Body = [.. frame, .. frame] };
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire);
        Answer whole = await gateway.AskAsync("POST", "/model/arn:aws:bedrock:us-east-1:1:imported-model/abc/invoke-with-response-stream", "{}");
        Assert.Equal((200, true), (whole.Status, whole.IsWhole));
        Assert.Equal(wire.Body, whole.Body);

        wire.Body = wire.Body[..^1];
        AssertBroken(await gateway.AskAsync("POST", "/model/arn:aws:bedrock:us-east-1:1:imported-model/abc/invoke-with-response-stream", "{}"), [frame], Broken, "cut");
    }

    private static IEnumerable<byte[]> WholeFrames(IReadOnlyList<byte[]> frames, int length)
    {
        int end = 0;
        return frames.TakeWhile(frame => (end += frame.Length) <= length);
    }

    private static void AssertBroken(Answer answer, IEnumerable<byte[]> before, string exception, string what)
    {
        Assert.True(answer.Status == 200 && answer.IsWhole, $"{what}: {answer.Status} {answer.IsWhole} {answer.Text}");
        byte[] sound = [.. before.SelectMany(static frame => frame)];
        Assert.True(answer.Body.AsSpan().StartsWith(sound), $"{what}: the frames that were sound are not there as they came");
        using var decoder = new EventStreamDecoder();
        decoder.Append(answer.Body.AsSpan(sound.Length));
        Assert.True(decoder.TryRead(out EventStreamFrame frame), $"{what}: no exception frame");
        Assert.Equal(answer.Body.Length, sound.Length + frame.Bytes.Length);
        var headers = new List<string>();
        EventStreamHeaderEnumerator written = frame.GetHeaders();
        while (written.MoveNext())
        {
            EventStreamHeader header = written.Current;
            headers.Add($"{Encoding.UTF8.GetString(header.Name)}={Encoding.UTF8.GetString(header.Value)}");
        }

        Assert.Equal([":exception-type=" + exception, ":content-type=application/json", ":message-type=exception"], headers);
        Assert.NotEmpty(System.Text.Json.JsonDocument.Parse(frame.Payload).RootElement.GetProperty("message").GetString()!);
    }
}
