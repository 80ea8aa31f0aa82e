using Microsoft.Extensions.Time.Testing;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;
using static Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat.ChatCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;

/// <summary>
/// A broken stream never looks finished (acceptance rows 1 and 3; fault rows 2 to 13, 15 and 17): whatever breaks it, wherever, the caller has a real status as long as no content came,
/// and an error event after that; never a finish reason, never <c>[DONE]</c>.
/// </summary>
public class ChatTerminationTests
{
    private const string Invoked = "anthropic.claude-3-haiku-20240307-v1:0";

    public static TheoryData<string, int> Exceptions => new()
    {
        { "throttlingException", 429 },
        { "modelStreamErrorException", 502 },
        { "internalServerException", 503 },
        { "serviceUnavailableException", 503 },
        { "modelTimeoutException", 504 },
        { "validationException", 400 },
        { "somethingNewException", 502 },
        { "", 502 },
    };

    /// <summary>Each exception (and an error frame) in front of each frame of a stream, and behind all of them.</summary>
    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task Rows2To8_ExceptionAtEveryFrame_IsAStatusOrAnErrorEvent(string exception, int status)
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await StartAsync(wire);
        byte[] fault = exception.Length > 0 ? WireFrames.Exception(exception) : WireFrames.Error("500");
        foreach ((IReadOnlyList<byte[]> frames, string model, int content) in Streams())
        {
            for (int at = 0; at <= frames.Count; at++)
            {
                wire.Body = [.. frames.Take(at).SelectMany(static frame => frame), .. fault];
                await AssertBrokenAsync(gateway, model, at <= content ? status : 200, at > content + 1 ? "one two" : at > content ? "one " : "", $"{exception} before frame {at}");
            }
        }
    }

    /// <summary>Cut at every byte, cleanly and by a reset. The stream may end behind its messageStop; before that it is broken.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows12And15_CutAtEveryByte_IsAStatusOrAnErrorEvent(bool reset)
    {
        var wire = new WireHandler { End = reset ? WireHandler.Ending.Reset : WireHandler.Ending.Clean };
        await using RunningGateway gateway = await StartAsync(wire);
        byte[] whole = [.. WireFrames.Converse.SelectMany(static frame => frame)];
        int content = WireFrames.Converse.Take(2).Sum(static frame => frame.Length);
        int second = content + WireFrames.Converse[2].Length;
        int stop = WireFrames.Converse.Take(5).Sum(static frame => frame.Length);
        for (int length = 0; length < whole.Length; length++)
        {
            wire.Body = whole[..length];
            if (length == stop && !reset)
            {
                Assert.True((await gateway.StreamAsync(Streamed())).Done);
                continue;
            }

            await AssertBrokenAsync(gateway, Claude, length < content ? null : 200, length < content ? "" : length < second ? "one " : "one two", $"cut after {length} bytes");
        }
    }

    /// <summary>One bit wrong in any byte of any frame, prelude and checksums included.</summary>
    [Fact]
    public async Task Rows9To11_OneWrongBitAnywhere_IsAStatusOrAnErrorEvent()
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await StartAsync(wire);
        byte[] whole = [.. WireFrames.Converse.SelectMany(static frame => frame)];
        int content = WireFrames.Converse.Take(2).Sum(static frame => frame.Length);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] body = [.. whole];
            body[at] ^= (byte)(1 << (at % 8));
            wire.Body = body;
            await AssertBrokenAsync(gateway, Claude, at < content ? 502 : 200, null, $"bit of byte {at}");
        }
    }

    [Fact]
    public async Task Row13_EndWithoutMessageStop_IsAnErrorEvent()
    {
        var wire = new WireHandler();
        await using RunningGateway gateway = await StartAsync(wire);
        foreach ((IReadOnlyList<byte[]> frames, string model, int content) in Streams())
        {
            // Claude says why it stopped in one chunk and that it has in the next: both are needed.
            foreach (int missing in (int[])[frames.Count - 2, frames.Count - 1])
            {
                if (model == Claude && missing == frames.Count - 1)
                {
                    continue;
                }

                wire.Body = [.. frames.Where((_, index) => index != missing).SelectMany(static frame => frame)];
                await AssertBrokenAsync(gateway, model, 200, "one two", $"{model} without frame {missing}");
            }

            Assert.True(content > 0);
        }
    }

    /// <summary>Row 17: the model falls silent; the idle timeout ends the answer with an error. Row 16: it never says anything; that is a real status.</summary>
    [Theory]
    [InlineData(0, 504)]
    [InlineData(1, 504)]
    [InlineData(3, 200)]
    public async Task Rows16And17_Silence_EndsAtTheIdleTimeout(int frames, int status)
    {
        var clock = new FakeTimeProvider();
        var wire = new WireHandler { Body = [.. WireFrames.Converse.Take(frames).SelectMany(static frame => frame)], End = WireHandler.Ending.Never };
        await using RunningGateway gateway = await StartAsync(wire, clock);
        Task<(int Status, string Body, bool Whole)> asking = gateway.AskAsync(Streamed());
        await wire.Silent.Task.WaitAsync(Patience.Limit);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            return asking.IsCompleted;
        });

        (int actual, string body, bool whole) = await asking;
        Assert.Equal(status, actual);
        ChatTranscript answer = status == 200 ? ChatTranscript.OfStream(body) : ChatTranscript.OfAnswer(body);
        Assert.Equal("timeout", answer.Error!.Value.GetProperty("code").GetString());
        Assert.False(answer.Done);
        Assert.Null(answer.Finish);
        Assert.True(whole);
    }

    /// <summary>Row 8: an event that no version knows is passed over.</summary>
    [Fact]
    public async Task Row8_UnknownEvent_IsPassedOver()
    {
        var wire = new WireHandler { Body = [.. WireFrames.Converse.SelectMany(static frame => (byte[])[.. WireFrames.Event("somethingNew", "{\"a\":1}"), .. frame])] };
        await using RunningGateway gateway = await StartAsync(wire);
        ChatTranscript answer = await gateway.StreamAsync(Streamed());

        Assert.Equal(("one two", "stop", true), (answer.Text, answer.Finish, answer.Done));
    }

    private static (IReadOnlyList<byte[]> Frames, string Model, int Content)[] Streams() => [(WireFrames.Converse, Claude, 1), (WireFrames.Invoke, Invoked, 2)];

    private static async Task AssertBrokenAsync(RunningGateway gateway, string model, int? status, string? text, string what)
    {
        (int actual, string body, bool whole) = await gateway.AskAsync(Body("\"stream\":true", model));
        Assert.True(status is null ? actual >= 500 : actual == status, $"{what}: {actual} instead of {status}: {body}");
        ChatTranscript answer = actual == 200 ? ChatTranscript.OfStream(body) : ChatTranscript.OfAnswer(body);
        Assert.True(answer is { Done: false, Finish: null, Fault: null, Error: not null }, $"{what}: {body}");

        // The mark is the end: clients that are cut off lose it, and OpenAI's .NET client goes by its choices.
        Assert.True(whole, $"{what}: the body is cut");
        Assert.Equal(actual == 200, body.EndsWith(",\"choices\":null}\n\n", StringComparison.Ordinal));
        Assert.NotEmpty(answer.Error!.Value.GetProperty("message").GetString()!);
        if (text is not null)
        {
            Assert.True(answer.Text == text, $"{what}: \"{answer.Text}\" instead of \"{text}\"");
        }
    }

    private static Task<RunningGateway> StartAsync(WireHandler wire, TimeProvider? clock = null) =>
        RunningGateway.StartAsync(null, "{\"retry\":{\"maxAttempts\":1},\"bedrock\":{\"apiByModel\":{\"" + Invoked + "\":\"invoke\",\"" + Claude + "\":\"converse\"}}}", timeProvider: clock, adjust: options => options.ConfigureBedrock = client =>
        {
            client.Region = "us-east-1";
            client.Endpoint = new Uri("http://bedrock.test/");
            client.Credentials = new() { AccessKeyId = "a", SecretAccessKey = "b" };
            client.HttpMessageHandler = wire;
        });
}
