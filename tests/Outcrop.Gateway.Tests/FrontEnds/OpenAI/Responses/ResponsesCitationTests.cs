using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>Sources that the model cites are annotations of the text they cover, which Bedrock names before that text.</summary>
public class ResponsesCitationTests
{
    private const string Document = """{"location":{"documentChar":{"documentIndex":0,"start":3,"end":9}},"title":"Policy","sourceContent":[{"text":"20 days"}]}""";
    private const string Web = """{"location":{"web":{"url":"https://example.com/a","domain":"example.com"}},"title":"A page"}""";
    private const string Found = """{"location":{"searchResultLocation":{"searchResultIndex":0,"start":0,"end":1}},"source":"https://example.com/b"}""";

    private static readonly (string Type, string Payload)[] Cited =
    [
        ("messageStart", """{"role":"assistant"}"""),
        ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"So: "}}"""),
        ("contentBlockStop", """{"contentBlockIndex":0}"""),
        ("contentBlockDelta", $$$"""{"contentBlockIndex":1,"delta":{"citation":{{{Document}}}}}"""),
        ("contentBlockDelta", $$$"""{"contentBlockIndex":1,"delta":{"citation":{{{Web}}}}}"""),
        ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"20 d"}}"""),
        ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"ays 石🪨"}}"""),
        ("contentBlockStop", """{"contentBlockIndex":1}"""),
        ("contentBlockDelta", $$$"""{"contentBlockIndex":2,"delta":{"citation":{{{Found}}}}}"""),
        ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"\"b\"."}}"""),
        ("contentBlockStop", """{"contentBlockIndex":2}"""),
        ("messageStop", """{"stopReason":"end_turn"}"""),
        ("metadata", """{"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":1}}"""),
    ];

    [Fact]
    public async Task Stream_Citations_AreAnnotationsAtTheEndOfTheirPart()
    {
        IReadOnlyList<JsonElement> events = Sse.Read((await RelayRun.OfAsync(WireBody.Of(Cited))).Answer);

        JsonElement[] added = [.. events.Where(static one => one.GetProperty("type").GetString() == "response.output_text.annotation.added")];
        Assert.Equal([(1, 0), (1, 1), (2, 0)], added.Select(static one => (one.GetProperty("content_index").GetInt32(), one.GetProperty("annotation_index").GetInt32())));
        JsonElement[] annotations = [.. added.Select(static one => one.GetProperty("annotation"))];
        Assert.Equal(["file_citation", "url_citation", "url_citation"], annotations.Select(static one => one.GetProperty("type").GetString()));
        Assert.Equal(("Policy", 10), (annotations[0].GetProperty("filename").GetString(), annotations[0].GetProperty("index").GetInt32()));
        Assert.Equal(("https://example.com/a", "A page", 0, 10), (annotations[1].GetProperty("url").GetString(), annotations[1].GetProperty("title").GetString(), annotations[1].GetProperty("start_index").GetInt32(), annotations[1].GetProperty("end_index").GetInt32()));
        Assert.Equal(("https://example.com/b", 4), (annotations[2].GetProperty("url").GetString(), annotations[2].GetProperty("end_index").GetInt32()));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Document).RootElement, annotations[0].GetProperty("bedrock")));

        JsonElement content = events[^1].GetProperty("response").GetProperty("output")[0].GetProperty("content");
        Assert.Equal([0, 2, 1], content.EnumerateArray().Select(static part => part.GetProperty("annotations").GetArrayLength()));
        Assert.Equal(["So: ", "20 days 石🪨", "\"b\"."], content.EnumerateArray().Select(static part => part.GetProperty("text").GetString()));
        Assert.True(JsonElement.DeepEquals(annotations[1], content[1].GetProperty("annotations")[1]));
    }

    [Fact]
    public async Task Whole_Citations_AreThoseOfTheStream()
    {
        JsonElement streamed = Sse.Read((await RelayRun.OfAsync(WireBody.Of(Cited))).Answer)[^1].GetProperty("response").GetProperty("output");
        var builder = new ConverseMessageBuilder();
        var sink = new ConverseEventSink();
        foreach ((string type, string payload) in Cited)
        {
            sink.Clear();
            ConverseEventReader.Read(Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload), sink);
            builder.Add(sink.Events);
        }

        using var output = new Outcrop.Wire.Buffers.PooledBufferWriter();
        ResponsesAnswerWriter.Write(output, builder.Build(), new ResponsesIdentity("req_0123456789ab", "asked-for", 1_700_000_000), RelayRun.Request);

        JsonElement whole = JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("output");
        Assert.True(JsonElement.DeepEquals(streamed, whole), streamed + "\n" + whole);
    }
}
