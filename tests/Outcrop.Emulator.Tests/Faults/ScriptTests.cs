using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Wire.EventStream;

namespace Outcrop.Emulator.Tests.Faults;

/// <summary>Scripts and faults happen at exactly the event or byte they name.</summary>
public sealed class ScriptTests
{
    private const string StreamPath = "/model/" + EmulatorTest.Claude + "/converse-stream";
    private const string Path = "/model/" + EmulatorTest.Claude + "/converse";

    [Theory]
    [InlineData(429, null, 429, "ThrottlingException", "Too many requests, please wait before trying again.")]
    [InlineData(503, null, 503, "ServiceUnavailableException", "Model is getting throttled. Try your request again.")]
    [InlineData(null, "ModelNotReadyException", 429, "ModelNotReadyException", "Model is not ready for inference. Wait and try your request again.")]
    [InlineData(null, "ModelErrorException", 424, "ModelErrorException", "The system encountered an unexpected error during processing. Try your request again.")]
    public async Task Script_Error_IsAnsweredOnceInAwsWords(int? status, string? type, int expected, string expectedType, string message)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.Script(new EmulatorScript { Status = status, ErrorType = type, Headers = { ["Retry-After"] = "7" } });

        Reply refused = await client.SendAsync(StreamPath, EmulatorTest.Converse("x"));
        Reply next = await client.SendAsync(StreamPath, EmulatorTest.Converse("x"));

        Assert.Equal((expected, expectedType, message, "7"), (refused.Status, refused.ErrorType, refused.Message, refused.Headers["Retry-After"]));
        Assert.Equal(200, next.Status);
        Assert.Equal([expected, 200], emulator.Journal.Select(request => request.StatusCode));
    }

    [Fact]
    public async Task Scripts_InOrder_MatchOperationAndModelAndTimes()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.Script(new EmulatorScript { Operation = "ConverseStream", Text = "not for this" });
        emulator.Script(new EmulatorScript { ModelId = "amazon.nova-lite-v1:0", Text = "nor this" });
        emulator.Script(new EmulatorScript { Text = "twice", Times = 2 });
        emulator.Script(new EmulatorScript { Text = "then", StopReason = "guardrail_intervened" });
        var texts = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            JsonElement reply = (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Json;
            texts.Add(reply.GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString()!.Split(' ')[0] + "/" + reply.GetProperty("stopReason").GetString());
        }

        Assert.Equal(["twice/end_turn", "twice/end_turn", "then/guardrail_intervened", "You/end_turn"], texts);
        emulator.ClearScripts();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(100_000)]
    public async Task ExceptionFrame_AfterNEvents_IsTheLastFrame(int events)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        int whole = (await client.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Frames().Count;
        emulator.Script(new EmulatorScript { ExceptionType = "modelStreamErrorException", ExceptionAfterEvents = events, ExceptionMessage = "broken" });

        Reply reply = await client.SendAsync(StreamPath, EmulatorTest.Converse("x"));

        List<Frame> frames = reply.Frames();
        Assert.Equal(200, reply.Status);
        Assert.Equal(Math.Min(events, whole) + 1, frames.Count);
        Assert.All(frames[..^1], frame => Assert.Equal("event", frame.MessageType));
        Assert.Equal([":exception-type", ":content-type", ":message-type"], frames[^1].HeaderNames);
        Assert.Equal(("exception", "modelStreamErrorException"), (frames[^1].MessageType, frames[^1].Type));
        Assert.Equal("broken", frames[^1].Payload.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task Cut_AfterNEvents_EndsThereCleanlyOrByReset(int events, bool reset)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.Script(new EmulatorScript { CutAfterEvents = events, Reset = reset });

        Reply reply = await client.SendAsync(StreamPath, EmulatorTest.Converse("x"));

        Assert.Equal(events, reply.Frames().Count);
        Assert.Equal(reset, reply.Fault is not null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(137)]
    [InlineData(1000)]
    public async Task Cut_AfterNBytes_SendsExactlyThose(int bytes)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        byte[] whole = (await client.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Body;
        emulator.Script(new EmulatorScript { CutAfterBytes = bytes });
        emulator.Script(new EmulatorScript { CutAfterBytes = 10 });

        Reply cut = await client.SendAsync(StreamPath, EmulatorTest.Converse("x"));
        Assert.Equal(bytes, cut.Body.Length);
        Assert.Null(cut.Fault);
        Assert.True(whole.Length > bytes);

        // A body with a length can only break.
        Reply broken = await client.SendAsync(Path, EmulatorTest.Converse("x"));
        Assert.NotNull(broken.Fault);
        Assert.Equal(10, broken.Body.Length);
    }

    [Fact]
    public async Task CorruptEvent_NthFrame_HasAWrongMessageChecksum()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.Script(new EmulatorScript { CorruptEvent = 3 });
        byte[] body = (await client.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Body;
        using var decoder = new EventStreamDecoder();
        decoder.Append(body);
        Assert.True(decoder.TryRead(out _));
        Assert.True(decoder.TryRead(out _));
        EventStreamException fault = Assert.Throws<EventStreamException>(() => decoder.TryRead(out _));
        Assert.Equal(EventStreamFault.MessageChecksum, fault.Fault);
    }

    [Fact]
    public async Task Omit_MetadataOrMessageStop_LeavesOnlyThatOut()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.Script(new EmulatorScript { OmitMetadata = true });
        emulator.Script(new EmulatorScript { OmitMessageStop = true });
        string[] withoutMetadata = [.. (await client.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Frames().Select(frame => frame.Type)];
        string[] withoutStop = [.. (await client.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Frames().Select(frame => frame.Type)];
        Assert.Equal(["contentBlockStop", "messageStop"], withoutMetadata[^2..]);
        Assert.Equal(["contentBlockStop", "metadata"], withoutStop[^2..]);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Hang_AfterNEvents_EndsWhenTheClientGivesUp(string version)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Version = Version.Parse(version) };
        emulator.Script(new EmulatorScript { HangAfterEvents = 2 });
        using (HttpResponseMessage response = await client.OpenAsync(StreamPath, EmulatorTest.Converse("x")))
        {
            using var reader = new EventStreamReader(await response.Content.ReadAsStreamAsync());
            Assert.True(await reader.ReadAsync());
            Assert.True(await reader.ReadAsync());
            Task<bool> third = reader.ReadAsync().AsTask();
            Assert.False(third.IsCompleted);
        }

        EmulatorRequest entry = Assert.Single(emulator.Journal);
        await entry.Completion.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(entry.ClientAborted);
    }

    [Fact]
    public async Task Script_ToolCallsAndReasoning_ComeInOrder()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.Script(new EmulatorScript
        {
            Times = 2,
            Reasoning = "Let me think.",
            Text = "Both.",
            ToolCalls = [new EmulatorToolCall { Name = "a", InputJson = """{"x":"ü€😀 a long enough text"}""" }, new EmulatorToolCall { Name = "b" }],
        });
        JsonElement content = (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Json.GetProperty("output").GetProperty("message").GetProperty("content");
        Assert.Equal(["reasoningContent", "text", "toolUse", "toolUse"], content.EnumerateArray().Select(block => block.EnumerateObject().First().Name));

        List<Frame> frames = (await client.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Frames();
        Assert.Equal([2, 3], frames.Where(frame => frame.Type == "contentBlockStart").Select(frame => frame.Payload.GetProperty("contentBlockIndex").GetInt32()));
        string input = string.Concat(frames.Where(frame => frame.Type == "contentBlockDelta" && frame.Payload.GetProperty("contentBlockIndex").GetInt32() == 2)
            .Select(frame => frame.Payload.GetProperty("delta").GetProperty("toolUse").GetProperty("input").GetString()));
        Assert.Equal("""{"x":"ü€😀 a long enough text"}""", input);
        Assert.Equal("tool_use", frames[^2].Payload.GetProperty("stopReason").GetString());
    }

    [Fact]
    public async Task Script_RawBody_IsSentAsItIs()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        emulator.Script(new EmulatorScript { RawBody = "not json"u8.ToArray(), RawContentType = "text/html" });
        emulator.Script(new EmulatorScript { RawBody = [1, 2, 3, 4], CutAfterBytes = 3 });
        Reply whole = await client.SendAsync(Path, EmulatorTest.Converse("x"));
        Assert.Equal(("not json", "text/html"), (whole.Text, whole.Headers["Content-Type"]));
        Assert.Equal([1, 2, 3], (await client.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Body);
    }

    [Fact]
    public async Task Admin_ScriptsJournalAndClock_AreOnTheSamePort()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Assert.Equal(204, (await client.SendAsync("/_outcrop/scripts", """{"reply":{"text":"by admin"},"times":1}""")).Status);
        Assert.Equal(400, (await client.SendAsync("/_outcrop/scripts", """{"reply":{"txt":"typo"}}""")).Status);
        Assert.Contains("by admin", (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Text, StringComparison.Ordinal);

        Reply journal = await client.SendAsync("/_outcrop/journal", method: HttpMethod.Get);
        Assert.Equal("Converse", Assert.Single(journal.Json.EnumerateArray()).GetProperty("operation").GetString());
        Assert.DoesNotMatch("Signature=[0-9a-f]", journal.Text);

        Assert.Equal(204, (await client.SendAsync("/_outcrop/clock", """{"seconds":360}""")).Status);
        Assert.Contains("Signature expired", (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Message, StringComparison.Ordinal);
        Assert.Equal(403, (await client.SendAsync("/_outcrop/journal", method: HttpMethod.Get, change: request => request.Headers.Add("Origin", "http://example.com"))).Status);
        Assert.Equal(403, (await client.SendAsync("/_outcrop/journal", method: HttpMethod.Get, change: request => request.Headers.Host = "rebound.example.com")).Status);
    }

    [Fact]
    public async Task Stream_WithPauses_ArrivesPieceByPiece()
    {
        var clock = new WaitingClock();
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options =>
        {
            options.TimeProvider = clock;
            options.TokenInterval = TimeSpan.FromSeconds(1);
            options.VerifySignatures = false;
        });
        using var client = new EmulatorClient(emulator) { Signer = null };
        using HttpResponseMessage response = await client.OpenAsync(StreamPath, EmulatorTest.Converse("x"));
        using var reader = new EventStreamReader(await response.Content.ReadAsStreamAsync());

        // messageStart and the first token come at once; the second only when the clock moves.
        Assert.True(await reader.ReadAsync());
        Assert.True(await reader.ReadAsync());
        Task<bool> second = reader.ReadAsync().AsTask();
        Assert.False(second.IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(1), await clock.EndNextWaitAsync());
        Assert.True(await second);
        Assert.Equal("contentBlockDelta", Frame.From(reader.Current).Type);
        Assert.NotEmpty(Encoding.UTF8.GetString(reader.Current.Payload.Span));
    }
}
