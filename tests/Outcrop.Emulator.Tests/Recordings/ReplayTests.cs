using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Emulator.Tests.Recordings;

/// <summary>A folder of recordings answers its own requests, byte for byte.</summary>
public sealed class ReplayTests
{
    private const string StreamPath = "/model/" + EmulatorTest.Claude + "/converse-stream";

    [Fact]
    public async Task Replay_EverySharedRecording_ComesBackByteForByte()
    {
        string root = SharedFolder.Require("recordings");
        await using BedrockEmulator emulator = await StartAsync(root, ReplayMode.Strict);
        using var client = new EmulatorClient(emulator) { Signer = null };
        int streams = 0;
        int others = 0;
        foreach (string file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            JsonElement request = document.RootElement.GetProperty("request");
            JsonElement response = document.RootElement.GetProperty("response");
            string body = request.GetProperty("body") is { ValueKind: JsonValueKind.Object } recorded ? recorded.GetRawText() : "";
            Reply reply = await client.SendAsync(request.GetProperty("path").GetString()!, body, new HttpMethod(request.GetProperty("method").GetString()!));
            string name = Path.GetRelativePath(root, file);
            Assert.True(name.Replace('\\', '/') == emulator.Journal[^1].Recording, $"{name} was answered with {emulator.Journal[^1].Recording}: {reply.Text}");
            Assert.Equal(response.GetProperty("status").GetInt32(), reply.Status);
            foreach (JsonProperty header in response.GetProperty("headers").EnumerateObject().Where(header => header.Name.StartsWith("x-amzn", StringComparison.OrdinalIgnoreCase)))
            {
                Assert.Equal(header.Value.GetString(), reply.Headers[header.Name]);
            }

            if (response.TryGetProperty("bodyBase64", out JsonElement bytes))
            {
                Assert.True(bytes.GetBytesFromBase64().AsSpan().SequenceEqual(reply.Body), name);
                Assert.Equal(response.GetProperty("events").GetArrayLength(), reply.Frames().Count);
                streams++;
            }
            else
            {
                Assert.True(response.TryGetProperty("bodyText", out JsonElement text) ? text.GetString() == reply.Text : JsonElement.DeepEquals(response.GetProperty("bodyJson"), reply.Json), name);
                others++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{streams} event streams and {others} other answers came back");
        Assert.True(streams > 200 && others > 500);
    }

    [Fact]
    public async Task Match_OtherEncodingOrderAndNumbers_IsTheSameRequest()
    {
        using var folder = new RecordingFolder();
        folder.Write("a.json", "/model/m:0/converse", """{"a":1,"b":[1.0,"x"],"media":"<elided base64 len=8 sha256=00ff head=AAAA>"}""", "one");
        await using BedrockEmulator emulator = await StartAsync(folder.Path, ReplayMode.Strict);
        using var client = new EmulatorClient(emulator) { Signer = null };
        Assert.Equal("one", (await client.SendAsync("/model/m%3A0/converse", """{ "media":"AAAABBBB", "b":[1,"\u0078"], "a":1.00 }""")).Text);
        Assert.Equal(404, (await client.SendAsync("/model/m%3A0/converse", """{"media":"AAAABBBBB","b":[1,"x"],"a":1}""")).Status);
        Assert.Equal(404, (await client.SendAsync("/model/m%3A0/converse", """{"media":"AAAABBBB","b":[1,"x"],"a":1,"c":2}""")).Status);
        Assert.Equal(404, (await client.SendAsync("/model/m%3A0/converse", "no json")).Status);
    }

    [Fact]
    public async Task Strict_NothingFits_NamesTheNearestAndWhereItDiffers()
    {
        using var folder = new RecordingFolder();
        folder.Write("far.json", "/model/m/converse", """{"messages":[],"x":1,"y":2}""", "far");
        folder.Write("near.json", "/model/m/converse", """{"messages":[{"role":"user","content":[{"text":"Hello"}]}],"x":1}""", "near");
        await using BedrockEmulator strict = await StartAsync(folder.Path, ReplayMode.Strict);
        using var client = new EmulatorClient(strict) { Signer = null };
        Reply refused = await client.SendAsync("/model/m/converse", """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"x":1}""");
        Assert.Equal((404, "ResourceNotFoundException"), (refused.Status, refused.ErrorType));
        Assert.Equal("No recording answers POST /model/m/converse with this body. The nearest is near.json, which differs first at $.messages[0].content[0].text.", refused.Message);

        await using BedrockEmulator nearest = await StartAsync(folder.Path, ReplayMode.Nearest);
        using var lenient = new EmulatorClient(nearest) { Signer = null };
        Assert.Equal("near", (await lenient.SendAsync("/model/m/converse", """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"x":1}""")).Text);
        Assert.Equal(404, (await lenient.SendAsync("/model/other/converse", "{}")).Status);
    }

    [Fact]
    public async Task Mixed_NothingFits_TheEmulatorAnswersAndSignaturesCount()
    {
        using var folder = new RecordingFolder();
        folder.Write("sub/a.json", StreamPath, EmulatorTest.Converse("recorded"), "recorded");
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.RecordingsFolder = folder.Path);
        using var client = new EmulatorClient(emulator);
        Assert.Equal("recorded", (await client.SendAsync(StreamPath, EmulatorTest.Converse("recorded"))).Text);
        Assert.Equal("messageStart", (await client.SendAsync(StreamPath, EmulatorTest.Converse("other"))).Frames()[0].Type);
        emulator.When(text: "other").Replay("sub/a.json");
        Assert.Equal("recorded", (await client.SendAsync(StreamPath, EmulatorTest.Converse("other"))).Text);
        client.Signer = null;
        Assert.Equal(403, (await client.SendAsync(StreamPath, EmulatorTest.Converse("recorded"))).Status);
    }

    [Fact]
    public async Task SameRequestRecordedTwice_AnswersInTurn()
    {
        using var folder = new RecordingFolder();
        folder.Write("1.json", "/model/m/converse", "{}", "first");
        folder.Write("2.json", "/model/m/converse", "{}", "second");
        folder.Write("3.json", "/model/m/converse", "null", "any");
        await using BedrockEmulator emulator = await StartAsync(folder.Path, ReplayMode.Strict);
        using var client = new EmulatorClient(emulator) { Signer = null };
        var texts = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            texts.Add((await client.SendAsync("/model/m/converse", i == 3 ? """{"b":1}""" : "{}")).Text);
        }

        Assert.Equal(["first", "second", "first", "any"], texts);
    }

    [Fact]
    public async Task Timing_AskedFor_PausesAsRecorded()
    {
        using var folder = new RecordingFolder();
        folder.Write("a.json", StreamPath, EmulatorTest.Converse("x"), "0123456789", """,  "networkChunkSizes":[4,6],"networkChunkDelaysMs":[2000,7000]""");
        var clock = new WaitingClock();
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options =>
            (options.RecordingsFolder, options.ReplayTiming, options.TimeProvider, options.VerifySignatures) = (folder.Path, true, clock, false));
        using var client = new EmulatorClient(emulator) { Signer = null };
        Task<Reply> reply = client.SendAsync(StreamPath, EmulatorTest.Converse("x"));
        Assert.Equal(TimeSpan.FromSeconds(2), await clock.EndNextWaitAsync());
        Assert.Equal(TimeSpan.FromSeconds(7), await clock.NextWaitAsync());
        clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(reply.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("0123456789", (await reply).Text);
    }

    [Fact]
    public async Task Faults_OnARecordedStream_CountItsFrames()
    {
        byte[] whole;
        await using (BedrockEmulator source = await EmulatorTest.StartAsync())
        {
            using var client = new EmulatorClient(source);
            whole = (await client.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Body;
        }

        using var folder = new RecordingFolder();
        folder.Write("a.json", StreamPath, EmulatorTest.Converse("x"), whole);
        await using BedrockEmulator emulator = await StartAsync(folder.Path, ReplayMode.Strict);
        emulator.When().BreakWith("throttlingException", afterEvents: 3);
        emulator.When().CutAfterBytes(77);
        using var replayed = new EmulatorClient(emulator) { Signer = null };
        Assert.Equal(["event", "event", "event", "exception"], (await replayed.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Frames().Select(frame => frame.MessageType));
        Assert.Equal(whole[..77], (await replayed.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Body);
        Assert.Equal(whole, (await replayed.SendAsync(StreamPath, EmulatorTest.Converse("x"))).Body);
    }

    [Fact]
    public async Task BrokenRecording_AtTheStart_IsNamed()
    {
        using var folder = new RecordingFolder();
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder.Path, "broken.json"), """{"request":{},"response":{"status":"200"}}""", TestContext.Current.CancellationToken);
        InvalidDataException fault = await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(folder.Path, ReplayMode.Strict));
        Assert.Contains("broken.json", fault.Message, StringComparison.Ordinal);
    }

    private static Task<BedrockEmulator> StartAsync(string folder, ReplayMode mode) => EmulatorTest.StartAsync(options =>
        (options.RecordingsFolder, options.ReplayMode, options.VerifySignatures) = (folder, mode, false));
}
