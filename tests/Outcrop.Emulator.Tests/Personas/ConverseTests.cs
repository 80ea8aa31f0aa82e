using System.Net;
using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Personas;

public sealed class ConverseTests
{
    public static TheoryData<string> HttpVersions => ["1.1", "2.0"];

    [Theory]
    [MemberData(nameof(HttpVersions))]
    public async Task ConverseStream_Text_HasTheRecordedGrammar(string version)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Version = Version.Parse(version) };

        Reply reply = await client.SendAsync($"/model/{EmulatorTest.Claude}/converse-stream", EmulatorTest.Converse("Hello there"));

        Assert.Equal(200, reply.Status);
        Assert.Equal("application/vnd.amazon.eventstream", reply.Headers["Content-Type"]);
        Assert.DoesNotContain(reply.Headers.Keys, name => name.StartsWith("X-Amzn-Bedrock-", StringComparison.OrdinalIgnoreCase));
        List<Frame> frames = reply.Frames();
        Assert.All(frames, frame => Assert.Equal([":event-type", ":content-type", ":message-type"], frame.HeaderNames));
        Assert.All(frames, AssertSortedAndPadded);
        Assert.Equal("messageStart", frames[0].Type);
        Assert.All(frames[1..^3], frame => Assert.Equal("contentBlockDelta", frame.Type));
        Assert.Equal(["contentBlockStop", "messageStop", "metadata"], frames[^3..].Select(frame => frame.Type));
        string text = string.Concat(frames[1..^3].Select(frame => frame.Payload.GetProperty("delta").GetProperty("text").GetString()));
        Assert.StartsWith("You said: \"Hello there\"", text, StringComparison.Ordinal);
        Assert.Equal("end_turn", frames[^2].Payload.GetProperty("stopReason").GetString());
        Assert.Equal(frames.Count - 4, frames[^1].Payload.GetProperty("usage").GetProperty("outputTokens").GetInt32());
        Assert.InRange(frames.Count, 30, 120);
        Assert.Equal(version == "2.0" ? "HTTP/2" : "HTTP/1.1", Assert.Single(emulator.Journal).HttpVersion);
    }

    [Fact]
    public async Task Converse_SameRequestTwice_GivesSameTextAsTheStream()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        string body = EmulatorTest.Converse("Hello there");

        JsonElement whole = (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse", body)).Json;
        List<Frame> frames = (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse-stream", body)).Frames();

        string streamed = string.Concat(frames[1..^3].Select(frame => frame.Payload.GetProperty("delta").GetProperty("text").GetString()));
        Assert.Equal(["metrics", "output", "stopReason", "usage"], whole.EnumerateObject().Select(member => member.Name));
        Assert.Equal(streamed, whole.GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(frames[^1].Payload.GetProperty("usage").GetRawText(), whole.GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task ConverseStream_ToolNamedByTheUser_StreamsArgumentsThatSatisfyTheSchema()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        const string tools = ""","toolConfig":{"tools":[{"toolSpec":{"name":"get_weather","inputSchema":{"json":{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":2},"unit":{"enum":["C","F"]}},"required":["city","days","unit"]}}}}]}""";

        List<Frame> frames = (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse-stream", EmulatorTest.Converse("Please get weather now", tools))).Frames();

        Frame start = Assert.Single(frames, frame => frame.Type == "contentBlockStart");
        Assert.Equal(1, start.Payload.GetProperty("contentBlockIndex").GetInt32());
        Assert.Matches("^tooluse_[A-Za-z0-9_-]{22}$", start.Payload.GetProperty("start").GetProperty("toolUse").GetProperty("toolUseId").GetString());
        string input = string.Concat(frames.Where(frame => frame.Type == "contentBlockDelta" && frame.Payload.GetProperty("delta").TryGetProperty("toolUse", out _))
            .Select(frame => frame.Payload.GetProperty("delta").GetProperty("toolUse").GetProperty("input").GetString()));
        Assert.Equal("""{"city":"sample","days":2,"unit":"C"}""", input);
        Assert.Equal("tool_use", frames[^2].Payload.GetProperty("stopReason").GetString());
    }

    [Fact]
    public async Task Converse_ToolResultInHistory_IsQuoted()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        const string body = """
            {"messages":[{"role":"user","content":[{"text":"get_weather"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"get_weather","input":{}}}]},
            {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"21 degrees"}]}}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"get_weather","inputSchema":{"json":{"type":"object"}}}}]}}
            """;

        JsonElement reply = (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse", body)).Json;

        Assert.Contains("21 degrees", reply.GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("end_turn", reply.GetProperty("stopReason").GetString());
    }

    [Theory]
    [InlineData("\"inferenceConfig\":{\"maxTokens\":5}", "max_tokens", 5)]
    [InlineData("\"inferenceConfig\":{\"stopSequences\":[\"there\"]}", "stop_sequence", null)]
    public async Task Converse_LimitOrStopSequence_EndsTheTextThere(string more, string stopReason, int? tokens)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);

        JsonElement reply = (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse", EmulatorTest.Converse("Hello there", "," + more))).Json;

        Assert.Equal(stopReason, reply.GetProperty("stopReason").GetString());
        string text = reply.GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString()!;
        Assert.DoesNotContain("there\"", text, StringComparison.Ordinal);
        if (tokens is not null)
        {
            Assert.Equal(tokens, reply.GetProperty("usage").GetProperty("outputTokens").GetInt32());
        }
    }

    private static void AssertSortedAndPadded(Frame frame)
    {
        AssertSorted(frame.Payload);
        string padding = frame.Payload.GetProperty("p").GetString()!;
        Assert.InRange(padding.Length, 2, 61);
        Assert.StartsWith(padding, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", StringComparison.Ordinal);
    }

    private static void AssertSorted(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            string[] names = [.. value.EnumerateObject().Select(member => member.Name)];
            Assert.Equal(names.Order(StringComparer.Ordinal), names);
            foreach (JsonProperty member in value.EnumerateObject())
            {
                AssertSorted(member.Value);
            }
        }
    }
}
