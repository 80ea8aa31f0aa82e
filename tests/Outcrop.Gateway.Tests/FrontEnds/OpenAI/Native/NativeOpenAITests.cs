using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.FrontEnds.OpenAI.Native;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;
using static Outcrop.Gateway.Tests.FrontEnds.OpenAI.Native.NativeOpenAICalling;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Native;

/// <summary>Models that speak OpenAI's dialects are asked and answered in their own bytes; only the model's name is the caller's.</summary>
public class NativeOpenAITests
{
    private const string Answer = """{"id":"c","object":"chat.completion","model":"openai.gpt-oss-120b","choices":[{"index":0,"message":{"role":"assistant","content":"one","reasoning":"r","new":1},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":5}, "x":1.0}""";

    private static readonly string[] Chunks =
    [
        """{"id":"c","object":"chat.completion.chunk","model":"openai.gpt-oss-120b","choices":[{"index":0,"delta":{"role":"assistant"}}]}""",
        """{"id":"c","choices":[{"index":0,"delta":{"reasoning":"r","new":[1,{"model":"x"}]}}],"model":"openai.gpt-oss-120b"}""",
        """{"id":"c","model":"openai.gpt-oss-120b","choices":[{"index":0,"delta":{"content":"one \u00e9 é"}}]}""",
        """{"id":"c","model":"openai.gpt-oss-120b","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
        """{"id":"c","model":"openai.gpt-oss-120b","choices": [ ],"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}""",
    ];

    private static readonly string[] Events =
    [
        """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","model":"openai.gpt-oss-120b","status":"in_progress","output":[]}}""",
        """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"m","type":"message","role":"assistant","content":[]}}""",
        """{"content_index":0,"delta":"one","item_id":"m","output_index":0,"sequence_number":2,"type":"response.output_text.delta","new":1}""",
        """{"type":"response.something_new","sequence_number":3}""",
        """{"type":"response.completed","sequence_number":4,"response":{"id":"resp_1","model":"openai.gpt-oss-120b","status":"completed","output":[{"id":"m","type":"message","role":"assistant","content":[{"type":"output_text","text":"one"}]}],"usage":{"input_tokens":3,"output_tokens":5}}}""",
    ];

    [Theory]
    [InlineData("", ",\"stream_options\":{\"include_usage\":true}", false)]
    [InlineData(",\"stream_options\":{\"include_usage\":true}", "", true)]
    [InlineData(",\"stream_options\":{\"x\":1.0,\"include_usage\":false}", ",\"stream_options\":{\"include_usage\":true,\"x\":1.0}", false)]
    public async Task ChatStream_ChunksComeOutByteForByte(string options, string sent, bool usage)
    {
        var bedrock = new ScriptedBedrock().Stream("text/event-stream", Encoding.UTF8.GetBytes(string.Concat(Chunks.Select(static data => $"data: {data}\n\n")) + "data: [DONE]\n\n"));
        await using RunningGateway gateway = await StartAsync(bedrock, ChatPath);
        (int status, string body, bool whole, _) = await gateway.SendAsync(ChatPath, $$"""{"model":"mine","stream":true,"new":{"a":1.0},"messages":[]{{options}}}""");

        Assert.True(status == 200 && whole, body);
        Assert.Equal(string.Concat((usage ? Chunks : Chunks[..^1]).Select(static data => $"data: {data.Replace("\"model\":\"openai.gpt-oss-120b\"", "\"model\":\"mine\"", StringComparison.Ordinal)}\n\n")) + "data: [DONE]\n\n", body);
        Assert.Equal("/v1/chat/completions", bedrock.Last.Path);
        Assert.Equal($$"""{"stream":true,"new":{"a":1.0},"messages":[]{{(sent.Length == 0 ? options : "")}},"model":"openai.gpt-oss-120b"{{sent}}}""", bedrock.Last.Text);
    }

    [Fact]
    public async Task ChatAnswer_ComesOutByteForByte()
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock, ChatPath);
        (int status, string body, _, string? dropped) = await gateway.SendAsync(ChatPath, $$"""{"model":"{{Model}}","temperature":0.30,"messages":[]}""");

        Assert.Equal((200, Answer.Replace("\"model\":\"openai.gpt-oss-120b\"", $"\"model\":\"{Model}\"", StringComparison.Ordinal), null), (status, body, dropped));
        Assert.Equal("""{"temperature":0.30,"messages":[],"model":"openai.gpt-oss-120b"}""", bedrock.Last.Text);
    }

    [Fact]
    public async Task ResponsesStream_EventsComeOutByteForByteUnderTheirNames()
    {
        var bedrock = new ScriptedBedrock().Stream("text/event-stream", Encoding.UTF8.GetBytes(string.Concat(Events.Select(static data => $"data: {data}\n\n"))));
        await using RunningGateway gateway = await StartAsync(bedrock, ResponsesPath);
        (int status, string body, bool whole, _) = await gateway.SendAsync(ResponsesPath, """{"model":"mine","stream":true,"store":false,"input":"Hello","include":["reasoning.encrypted_content"]}""");

        Assert.True(status == 200 && whole, body);
        Assert.Equal(string.Concat(Events.Select(static data =>
            $"event: {JsonDocument.Parse(data).RootElement.GetProperty("type").GetString()}\ndata: {data.Replace("\"model\":\"openai.gpt-oss-120b\"", "\"model\":\"mine\"", StringComparison.Ordinal)}\n\n")), body);
        Assert.Equal("""{"stream":true,"store":false,"input":"Hello","include":["reasoning.encrypted_content"],"model":"openai.gpt-oss-120b"}""", bedrock.Last.Text);
    }

    /// <summary>What is to be kept is kept here, for the caller's key alone: only callers who keep their conversations themselves are served natively.</summary>
    [Theory]
    [InlineData("\"store\":false", true)]
    [InlineData("\"store\":true", false)]
    [InlineData("\"tools\":[]", false)]
    [InlineData("\"store\":false,\"background\":false,\"conversation\":null", true)]
    [InlineData("\"store\":false,\"input\":[{\"type\":\"reasoning\",\"id\":\"rs\",\"summary\":[],\"encrypted_content\":\"oc1_eyJyZWFzb25pbmdDb250ZW50Ijp7InJlYXNvbmluZ1RleHQiOnsidGV4dCI6InQifX19\"},{\"role\":\"user\",\"content\":\"x\"}]", false)]
    [InlineData("\"store\":false,\"bedrock\":{}", false)]
    public async Task ResponsesLane_OfEachForm_IsNativeForThoseWhoKeepNothingHere(string members, bool native)
    {
        string whole = JsonDocument.Parse(Events[^1]).RootElement.GetProperty("response").GetRawText();
        var bedrock = new ScriptedBedrock().Answer(whole);
        await using RunningGateway gateway = await StartAsync(bedrock, ResponsesPath);
        string input = members.Contains("\"input\"", StringComparison.Ordinal) ? "" : ",\"input\":\"Hello\"";
        (int status, string body, _, _) = await gateway.SendAsync(ResponsesPath, $$"""{"model":"mine",{{members}}{{input}}}""");

        Assert.True(status == 200, body);
        Assert.Equal(native, body == whole.Replace("\"openai.gpt-oss-120b\"", "\"mine\"", StringComparison.Ordinal));
        Assert.Equal(native, bedrock.Last.Text.EndsWith($"\"model\":\"{OnMantle}\"}}", StringComparison.Ordinal));
        Assert.Contains("\"store\":false", bedrock.Last.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"bedrock\":{}", false)]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]", true)]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"content\":\"x\",\"reasoning_details\":[]},{\"role\":\"user\",\"content\":\"x\"}]", false)]
    public async Task ChatLane_OfEachForm_IsTheModelsOwnWhereItCanBe(string members, bool native)
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock, ChatPath);
        (int status, string body, _, _) = await gateway.SendAsync(ChatPath, $$"""{"model":"{{Model}}",{{members}}}""");

        Assert.True(status == 200, body);
        Assert.Equal(native, body.Contains("\"new\":1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusal_OfOneMember_IsLeftOutAndTold()
    {
        var bedrock = new ScriptedBedrock().Refuse("Unsupported parameter: 'logit_bias'").Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock, ChatPath);
        (int status, string body, _, string? dropped) = await gateway.SendAsync(ChatPath, $$"""{"model":"{{Model}}","logit_bias":{"1":2},"seed":3,"messages":[]}""");

        Assert.True(status == 200, body);
        Assert.Equal(("logit_bias", """{"seed":3,"messages":[],"model":"openai.gpt-oss-120b"}"""), (dropped, bedrock.Last.Text));
    }

    /// <summary>Cut at every byte: a status before the first content, then the error's mark, and no mark of success.</summary>
    [Theory]
    [InlineData(ChatPath, false)]
    [InlineData(ChatPath, true)]
    [InlineData(ResponsesPath, false)]
    [InlineData(ResponsesPath, true)]
    public async Task Rows12And15_CutAtEveryByte_NeverLooksFinished(string path, bool reset)
    {
        var wire = new SseHandler { Reset = reset };
        await using RunningGateway gateway = await StartAsync(wire, path);
        byte[] whole = Encoding.UTF8.GetBytes(string.Concat((path == ChatPath ? Chunks : Events).Select(static data => $"data: {data}\n\n")));
        string last = path == ChatPath ? Chunks[3] : Events[^1];
        int stop = Encoding.UTF8.GetString(whole).IndexOf(last, StringComparison.Ordinal) + last.Length;
        for (int length = 0; length < whole.Length - 2; length += 3)
        {
            wire.Body = whole[..length];
            (int status, string body, _, _) = await gateway.SendAsync(path, Request(path));
            bool mayEnd = length > stop && !reset;
            bool done = body.Contains("[DONE]", StringComparison.Ordinal) || (path == ResponsesPath && body.Contains("response.completed", StringComparison.Ordinal));
            Assert.True(mayEnd || !done, $"cut after {length} bytes looks finished: {body}");
            Assert.True(mayEnd || body.Contains("\"error\"", StringComparison.Ordinal) || length > stop, $"cut after {length} bytes, {status}: {body}");
        }
    }

    /// <summary>An error among the events, first or later.</summary>
    [Theory]
    [InlineData(ChatPath, 0, 503)]
    [InlineData(ChatPath, 3, 200)]
    [InlineData(ResponsesPath, 0, 503)]
    [InlineData(ResponsesPath, 3, 200)]
    public async Task Error_AmongTheEvents_IsAStatusOrTheMark(string path, int at, int expected)
    {
        var wire = new SseHandler();
        await using RunningGateway gateway = await StartAsync(wire, path);
        string[] events = path == ChatPath ? Chunks : Events;
        foreach (string error in (string[])["data: {\"error\":{\"type\":\"server_error\",\"message\":\"m\"}}\n\n", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"message\":\"m\"}}\n\n"])
        {
            wire.Body = Encoding.UTF8.GetBytes(string.Concat(events.Take(at).Select(static data => $"data: {data}\n\n")) + error);
            (int status, string body, _, _) = await gateway.SendAsync(path, Request(path));
            Assert.True(status == expected, $"{status}: {body}");
            Assert.Contains("\"error\"", body, StringComparison.Ordinal);
            Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
            Assert.DoesNotContain("response.completed", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ChatPath, 2)]
    [InlineData(ChatPath, 4)]
    [InlineData(ResponsesPath, 0)]
    [InlineData(ResponsesPath, 2)]
    public void Event_OfEachKind_AllocatesNothing(string path, int index)
    {
        var output = new DiscardingPipe();
        EventWriter writer = path == ChatPath ? new NativeChatWriter(output, "mine", includeUsage: true) : new NativeResponsesWriter(output, "mine");
        var stream = new OneUnit(Encoding.UTF8.GetBytes((path == ChatPath ? Chunks : Events)[index]));

        Assert.Equal(0, AllocationMeter.SteadyState(() => writer.WriteRead(stream)));
        Assert.True(output.Written > 0);
    }

    /// <summary>Every recorded answer of the compatible APIs comes out in its own bytes, the model's name aside.</summary>
    [Fact]
    public async Task Recordings_OfTheSurfaces_ComeOutByteForByte()
    {
        string folder = SharedFolder.Require("recordings");
        int streams = 0;
        int whole = 0;
        foreach (string file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file), new JsonDocumentOptions { MaxDepth = 512 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("request", out JsonElement request) || !request.TryGetProperty("path", out JsonElement at)
                || (at.GetString() is not { } recorded || !(recorded.EndsWith(ChatPath, StringComparison.Ordinal) || recorded.EndsWith(ResponsesPath, StringComparison.Ordinal)))
                || !document.RootElement.GetProperty("response").TryGetProperty("bodyText", out JsonElement text) || document.RootElement.GetProperty("response").GetProperty("status").GetInt32() != 200)
            {
                continue;
            }

            string path = recorded.EndsWith(ChatPath, StringComparison.Ordinal) ? ChatPath : ResponsesPath;
            string body = text.GetString()!;
            bool isStream = body.StartsWith("data:", StringComparison.Ordinal) || body.StartsWith("event:", StringComparison.Ordinal);
            var bedrock = isStream ? new ScriptedBedrock().Stream("text/event-stream", Encoding.UTF8.GetBytes(body)) : new ScriptedBedrock().Answer(body);
            await using RunningGateway gateway = await StartAsync(bedrock, path);
            (int status, string answer, _, _) = await gateway.SendAsync(path, $$"""{"model":"{{Model}}","stream":{{(isStream ? "true" : "false")}},"store":false,"stream_options":{"include_usage":true},"messages":[],"input":"x"}""");
            if (!isStream && JsonDocument.Parse(body).RootElement is var read && read.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object)
            {
                Assert.True(status >= 400, $"{file}: {answer}");
                continue;
            }

            Assert.True(status == 200, $"{file}: {answer}");
            Assert.Equal(Lines(body), Lines(answer.Replace($"\"model\":\"{Model}\"", ModelOf(body), StringComparison.Ordinal)));
            _ = isStream ? streams++ : whole++;
        }

        TestContext.Current.SendDiagnosticMessage($"{streams} streams and {whole} whole answers of the surfaces");
        Assert.True(streams > 0 && whole > 0);
    }

    private static string ModelOf(string body)
    {
        int at = body.IndexOf("\"model\":", StringComparison.Ordinal);
        return body[at..(body.IndexOf('"', at + 9) + 1)];
    }

    private static IEnumerable<string> Lines(string body) => body.Split('\n').Select(static line => line.TrimEnd('\r')).Where(static line => line.Length > 0 && !line.StartsWith("event:", StringComparison.Ordinal) && line != "data: [DONE]");

    private static string Request(string path) => path == ChatPath ? """{"model":"mine","stream":true,"messages":[]}""" : """{"model":"mine","stream":true,"store":false,"input":"x"}""";

    private sealed class OneUnit : NativeEventStream
    {
        public OneUnit(byte[] unit)
            : base(new Nothing()) => Add(unit);

        protected override void ReadCurrent(ConverseEventSink sink) => throw new NotSupportedException();
    }

    private sealed class Nothing : IEventSource
    {
        public bool Shown => true;

        public void MarkShown() => throw new NotSupportedException();

        public bool TryReadBuffered() => false;

        public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
