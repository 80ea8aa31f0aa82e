using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Faults;

/// <summary>Faults of the OpenAI- and Anthropic-compatible surfaces, at exactly the event or byte asked for, as a bare socket sees them.</summary>
public sealed class SseFaultTests
{
    private const string Chat = "/openai/v1/chat/completions";
    private const string Responses = "/openai/v1/responses";
    private const string Messages = "/anthropic/v1/messages";

    /// <summary>Often enough that a race between the last byte and the reset would show.</summary>
    private const int Rounds = 10;

    public static TheoryData<string> Surfaces => [Chat, Responses, Messages];

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task Exception_AfterNEvents_IsTheDialectsOwnErrorAndTheLast(string path)
    {
        await using BedrockEmulator emulator = await StartAsync();
        string[] whole = Events(await PostAsync(emulator, path));
        foreach (int events in (int[])[0, 2, 1000])
        {
            emulator.Script(new EmulatorScript { ExceptionType = "throttlingException", ExceptionAfterEvents = events, ExceptionMessage = "slow down" });
            RawHttp raw = await PostAsync(emulator, path);
            string[] broken = Events(raw);
            bool marked = whole[^1] == "data: [DONE]";
            Assert.Equal(Math.Min(events, whole.Length - (marked ? 1 : 0)) + 1, broken.Length);
            Assert.Equal((true, false), (raw.Terminated, raw.Reset));
            JsonElement error = Data(broken[^1]);
            Assert.Equal(path == Messages, broken[^1].StartsWith("event: error\n", StringComparison.Ordinal));
            Assert.Equal(
                path switch { Chat => ("rate_limit_exceeded", "slow down"), Responses => ("rate_limit_exceeded", "slow down"), _ => ("rate_limit_error", "slow down") },
                path == Responses ? (error.GetProperty("code").GetString(), error.GetProperty("message").GetString())
                    : (error.GetProperty("error").GetProperty(path == Chat ? "code" : "type").GetString(), error.GetProperty("error").GetProperty("message").GetString()));
            if (path == Responses)
            {
                Assert.Equal(("error", broken.Length - 1), (error.GetProperty("type").GetString(), error.GetProperty("sequence_number").GetInt32()));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task ErrorFrame_AfterNEvents_HasItsCodeAsItStands(string path)
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { ErrorFrameCode = "InternalFailure", ExceptionAfterEvents = 1, ExceptionMessage = "gone" });
        string[] events = Events(await PostAsync(emulator, path));
        Assert.Equal(2, events.Length);
        Assert.Contains("\"InternalFailure\"", events[1], StringComparison.Ordinal);
        Assert.Contains("\"gone\"", events[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Chat, 0)]
    [InlineData(Chat, 137)]
    [InlineData(Responses, 1)]
    [InlineData(Messages, 500)]
    public async Task Cut_AfterNBytes_SendsExactlyThose(string path, int bytes)
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { CutAfterBytes = bytes });
        emulator.Script(new EmulatorScript { CutAfterBytes = bytes, Reset = true, Times = Rounds });
        RawHttp clean = await PostAsync(emulator, path);
        Assert.Equal((bytes, true, false), (clean.Body.Length, clean.Terminated, clean.Reset));
        for (int i = 0; i < Rounds; i++)
        {
            RawHttp raw = await PostAsync(emulator, path);
            Assert.StartsWith("HTTP/1.1 200", raw.Head, StringComparison.Ordinal);
            Assert.Equal((bytes, false, true), (raw.Body.Length, raw.Terminated, raw.Reset));
        }
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task Cut_AfterNEvents_SendsExactlyThoseAndNoMark(string path)
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { CutAfterEvents = 3, Reset = true });
        emulator.Script(new EmulatorScript { CutAfterEvents = 3 });
        RawHttp reset = await PostAsync(emulator, path);
        RawHttp clean = await PostAsync(emulator, path);
        Assert.Equal((3, true), (Events(reset).Length, reset.Reset));
        Assert.Equal((3, true, false), (Events(clean).Length, clean.Terminated, clean.Reset));
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task DuplicateAndUnknownEvents_StandWhereAskedFor(string path)
    {
        await using BedrockEmulator emulator = await StartAsync();
        string[] whole = Events(await PostAsync(emulator, path));
        emulator.Script(new EmulatorScript { DuplicateEvent = 2, UnknownEvent = 3 });
        string[] events = Events(await PostAsync(emulator, path));
        Assert.Equal(whole.Length + 2, events.Length);
        Assert.Equal(events[1], events[2]);
        Assert.Equal("outcrop_unknown", Data(events[3]).GetProperty("type").GetString());
        Assert.Equal(path == Messages, events[3].StartsWith("event: outcrop_unknown\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OmittedStopAndUsage_AreNotThere()
    {
        await using BedrockEmulator emulator = await StartAsync();
        string usage = """, "stream_options":{"include_usage":true}""";
        string[] whole = Events(await PostAsync(emulator, Chat, usage));
        emulator.Script(new EmulatorScript { OmitMetadata = true });
        emulator.Script(new EmulatorScript { OmitMessageStop = true });
        string[] withoutUsage = Events(await PostAsync(emulator, Chat, usage));
        string[] withoutStop = Events(await PostAsync(emulator, Chat, usage));
        Assert.Equal((whole.Length - 1, "data: [DONE]"), (withoutUsage.Length, withoutUsage[^1]));
        Assert.DoesNotContain(withoutUsage, text => text.Contains("\"usage\"", StringComparison.Ordinal));
        Assert.Equal(whole.Length - 3, withoutStop.Length);
        Assert.DoesNotContain(withoutStop, text => text.Contains("\"finish_reason\":\"stop\"", StringComparison.Ordinal) || text == "data: [DONE]");
        emulator.Script(new EmulatorScript { OmitMessageStop = true });
        Assert.DoesNotContain(Events(await PostAsync(emulator, Messages)), text => text.Contains("message_stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Raw_StreamWithFaults_FindsItsEvents()
    {
        byte[] body = "data: {\"a\":1}\n\ndata: {\"a\":2}\r\n\r\n: a comment\n\ndata: rest"u8.ToArray();
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { RawBody = body });
        emulator.Script(new EmulatorScript { RawBody = body, DuplicateEvent = 2, CutAfterEvents = 2 });
        emulator.Script(new EmulatorScript { RawBody = body, ExceptionType = "modelTimeoutException", ExceptionAfterEvents = 1 });
        RawHttp raw = await PostAsync(emulator, Chat);
        Assert.Equal(body, raw.Body);
        Assert.Contains("text/event-stream", raw.Head, StringComparison.Ordinal);
        Assert.Equal("data: {\"a\":1}\n\ndata: {\"a\":2}\r\n\r\ndata: {\"a\":2}\r\n\r\n", Encoding.UTF8.GetString((await PostAsync(emulator, Chat)).Body));
        string[] broken = Events(await PostAsync(emulator, Chat));
        Assert.Equal((2, "data: {\"a\":1}"), (broken.Length, broken[0]));
        Assert.True(Data(broken[1]).TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Recording_OfAStreamWithFaults_FindsItsEvents()
    {
        using var folder = new RecordingFolder();
        File.WriteAllText(
            Path.Combine(folder.Path, "a.json"),
            """{"operation":"ChatCompletions","request":{"method":"POST","path":"/openai/v1/chat/completions"},"response":{"status":200,"headers":{"Content-Type":"text/event-stream"},"bodyText":"data: {\"a\":1}\n\ndata: {\"a\":2}\n\ndata: [DONE]\n\n"}}""");
        await using BedrockEmulator emulator = await StartAsync(options => options.RecordingsFolder = folder.Path);
        emulator.Script(new EmulatorScript { ExceptionType = "throttlingException", ExceptionAfterEvents = 1 });
        string[] broken = Events(await PostAsync(emulator, Chat));
        Assert.Equal((2, "data: {\"a\":1}"), (broken.Length, broken[0]));
        Assert.Equal("rate_limit_error", Data(broken[1]).GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(["data: {\"a\":1}", "data: {\"a\":2}", "data: [DONE]"], Events(await PostAsync(emulator, Chat)));
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task Hang_AfterNEvents_SendsThemAndNothingMore(string path)
    {
        await using BedrockEmulator emulator = await StartAsync();
        emulator.Script(new EmulatorScript { HangAfterEvents = 2 });
        using (Socket socket = await RawHttp.OpenAsync(emulator, path, Body(path)))
        {
            string received = await ReceiveAsync(socket, text => Count(text, "data: ") == 2 && text.EndsWith("\n\n\r\n", StringComparison.Ordinal));
            Assert.DoesNotContain("\r\n0\r\n", received, StringComparison.Ordinal);
            Assert.Equal(0, socket.Available);
        }

        await emulator.Journal[0].Completion.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(emulator.Journal[0].ClientAborted);
    }

    [Fact]
    public async Task TrickleAndDelay_OfAStream_GoByTheClock()
    {
        var clock = new WaitingClock();
        await using BedrockEmulator emulator = await StartAsync(options => options.TimeProvider = clock);
        emulator.Script(new EmulatorScript { RawBody = "data: 12\n\n"u8.ToArray(), TrickleBytes = 6, TrickleInterval = TimeSpan.FromDays(1), Delay = TimeSpan.FromSeconds(5) });
        using Socket socket = await RawHttp.OpenAsync(emulator, Chat, Body(Chat));
        Assert.Equal(TimeSpan.FromSeconds(5), await clock.NextWaitAsync());
        Assert.Equal(0, socket.Available);
        clock.Advance(TimeSpan.FromSeconds(5));
        string head = await ReceiveAsync(socket, text => text.EndsWith("data: \r\n", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 200", head, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromDays(1), await clock.NextWaitAsync());
        Assert.Equal(0, socket.Available);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("4\r\n12\n\n\r\n0\r\n\r\n", await ReceiveAsync(socket, text => text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)));
    }

    private static Task<BedrockEmulator> StartAsync(Action<EmulatorOptions>? change = null) => EmulatorTest.StartAsync(options =>
    {
        options.VerifySignatures = false;
        change?.Invoke(options);
    });

    private static Task<RawHttp> PostAsync(BedrockEmulator emulator, string path, string more = "") => RawHttp.PostAsync(emulator, path, Body(path, more));

    private static string Body(string path, string more = "") => path switch
    {
        Messages => $$"""{"model":"us.anthropic.claude-haiku-4-5-20251001-v1:0","max_tokens":200,"messages":[{"role":"user","content":"x"}],"stream":true{{more}}}""",
        _ => $$"""{"model":"openai.gpt-oss-20b-1:0","input":"x","messages":[{"role":"user","content":"x"}],"stream":true{{more}}}""",
    };

    private static string[] Events(RawHttp raw) => Encoding.UTF8.GetString(raw.Body).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

    private static JsonElement Data(string text) => JsonDocument.Parse(text[(text.IndexOf("data: ", StringComparison.Ordinal) + 6)..]).RootElement;

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task<string> ReceiveAsync(Socket socket, Func<string, bool> enough)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!enough(text.ToString()))
        {
            int read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Assert.True(read > 0, text.ToString());
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}
