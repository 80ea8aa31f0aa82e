using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Gateway.FrontEnds.Anthropic.Native;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native.NativeCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native;

/// <summary>Claude's chunks come out byte for byte, under their names, without Bedrock's metrics.</summary>
public class NativeStreamTests
{
    private static readonly string[] Chunks =
    [
        """{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}""",
        """{"index":0,"content_block":{"type":"text","text":""},"type":"content_block_start"}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a \"amazon-bedrock-invocationMetrics\":{} \u00e9\ud83d\ude00 é"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"something_new_delta","x":[1,2.50]},"unknown":null}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5},"context_management":{"applied_edits":[]}}""",
        """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":3,"outputTokenCount":5,"invocationLatency":9,"firstByteLatency":4}}""",
    ];

    [Fact]
    public async Task Chunks_OfAStream_ComeOutByteForByte()
    {
        var bedrock = new ScriptedBedrock().Stream(Chunks.Select(WireFrames.Chunk));
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, string body, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","stream":true,"max_tokens":9,{{Asked}}}""");

        Assert.Equal(200, status);
        string[] expected = [.. Chunks[..^1], "{\"type\":\"message_stop\"}"];
        Assert.Equal(string.Concat(expected.Zip(["message_start", "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"], static (data, name) => $"event: {name}\ndata: {data}\n\n")), body);
        Assert.Equal($"/model/{Haiku}/invoke-with-response-stream", bedrock.Last.Path);
        Assert.DoesNotContain("stream", bedrock.Last.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"amazon-bedrock-invocationMetrics":{"inputTokenCount":3},"type":"message_stop","x":1}""", """{"type":"message_stop","x":1}""")]
    [InlineData("""{"type":"message_stop" , "amazon-bedrock-invocationMetrics" : {"inputTokenCount":3} , "amazon-bedrock-guardrailAction":"NONE"}""", """{"type":"message_stop" , "amazon-bedrock-guardrailAction":"NONE"}""")]
    [InlineData("""{"type":"message_stop"}""", """{"type":"message_stop"}""")]
    [InlineData("{\"type\":\"message_stop\",\n\"x\":1}", "{\"type\":\"message_stop\",\n\"x\":1}")]
    public async Task Metrics_WhereverTheyStand_AreCutOut(string last, string expected)
    {
        await using RunningGateway gateway = await StartAsync(new ScriptedBedrock().Stream([.. Chunks[..^1].Select(WireFrames.Chunk), WireFrames.Chunk(last)]));
        (_, string body, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","stream":true,"max_tokens":9,{{Asked}}}""");

        Assert.Equal(("message_stop", expected), EventsOf(body)[^1]);
    }

    [Fact]
    public async Task Alias_OnlyTheModelOfTheStartIsChanged()
    {
        await using RunningGateway gateway = await StartAsync(new ScriptedBedrock().Stream(Chunks.Select(WireFrames.Chunk)), "{\"models\":{\"aliases\":{\"mine\":\"" + Haiku + "\"}}}");
        (_, string body, _) = await gateway.SendAsync($$"""{"model":"mine","stream":true,"max_tokens":9,{{Asked}}}""");

        Assert.Equal([Chunks[0].Replace("\"claude-x\"", "\"mine\"", StringComparison.Ordinal), .. Chunks[1..^1], "{\"type\":\"message_stop\"}"], EventsOf(body).Select(static item => item.Data));
    }

    /// <summary>The compatible surface sends the same documents as server-sent events; its pings are passed on, and what it says without a type has no name.</summary>
    [Fact]
    public async Task Surface_EventsComeOutByteForByte()
    {
        string[] documents = [Chunks[0], """{"type": "ping"}""", .. Chunks[1..^1], """{"unknown":1}""", """{"type":"message_stop"}"""];
        byte[] sse = Encoding.UTF8.GetBytes(string.Concat(documents.Select(static data => $"event: whatever\r\ndata: {data}\r\n\r\n")));
        var bedrock = new ScriptedBedrock().Stream("text/event-stream", sse);
        await using RunningGateway gateway = await StartAsync(bedrock, "{\"bedrock\":{\"apiByModel\":{\"" + Haiku + "\":\"anthropic-messages\"}}}");
        (int status, string body, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","stream":true,"max_tokens":9,{{Asked}}}""");

        Assert.True(status == 200, body);
        Assert.Equal(documents, EventsOf(body).Select(static item => item.Data));
        Assert.Equal("ping", EventsOf(body)[1].Name);
        Assert.Equal($$"""{"stream":true,"max_tokens":9,{{Asked}},"model":"{{Haiku}}","anthropic_version":"bedrock-2023-05-31"}""", bedrock.Last.Text);
    }

    [Fact]
    public async Task Silence_OfTheModel_IsFilledWithPings()
    {
        var clock = new FakeTimeProvider();
        var wire = new WireHandler { Body = [.. Chunks[..3].SelectMany(WireFrames.Chunk)], End = WireHandler.Ending.Never };
        await using RunningGateway gateway = await StartAsync(wire, "{\"server\":{\"heartbeatInterval\":10},\"retry\":{\"maxAttempts\":1}}", clock);
        Task<(int Status, string Body, string? Dropped)> asking = gateway.SendAsync($$"""{"model":"{{Haiku}}","stream":true,"max_tokens":9,{{Asked}}}""");
        await wire.Silent.Task.WaitAsync(Patience.Limit);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return asking.IsCompleted;
        });

        List<(string Name, string Data)> events = EventsOf((await asking).Body);
        Assert.Contains(("ping", "{\"type\":\"ping\"}"), events);
        Assert.Equal("error", events[^1].Name);
        Assert.DoesNotContain(events, static item => item.Name == "message_stop");
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(0, "alias")]
    [InlineData(2, "")]
    [InlineData(3, "alias")]
    [InlineData(6, "")]
    public void Chunk_OfEachKind_AllocatesNothing(int index, string model)
    {
        var output = new DiscardingPipe();
        var writer = new NativeMessagesWriter(output, "r", model.Length > 0 ? model : null);
        var stream = new OneUnit(Encoding.UTF8.GetBytes(Chunks[index]));

        Assert.Equal(0, AllocationMeter.SteadyState(() => writer.WriteRead(stream)));
        Assert.True(output.Written > 0);
    }

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
