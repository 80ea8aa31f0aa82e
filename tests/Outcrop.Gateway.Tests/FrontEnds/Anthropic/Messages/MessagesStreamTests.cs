using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages.MessagesCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

public class MessagesStreamTests
{
    [Fact]
    public async Task Text_WithoutStarts_GetsThem()
    {
        MessagesTranscript answer = await StreamAsync([Events.Text("one "), Events.Text("two"), Events.BlockStop, Events.Stop(), Events.Usage(3, 5)]);

        Assert.Equal(("one two", "end_turn", 3, 5), (answer.Answer.Text, answer.Answer.StopReason, answer.Answer.Input, answer.Answer.Output));
        Assert.Equal(["text"], answer.Blocks);
        Assert.Equal(Nova, answer.Message!.Value.GetProperty("model").GetString());
        Assert.StartsWith("msg_req_", answer.Message!.Value.GetProperty("id").GetString());
    }

    [Fact]
    public async Task ThoughtsTextAndCalls_AreBlocksInOrder()
    {
        MessagesTranscript answer = await StreamAsync(
        [
            Events.Start, Events.Reasoning("thought"), Events.Signature("c2ln"), Events.Signature("bmF0"), Events.BlockStop,
            Events.Redacted("RU5D").In(1), Events.BlockStop.In(1), Events.Text("text").In(2), Events.BlockStop.In(2),
            Events.Tool("a", "f").In(3), Events.Input("{\"x\":").In(3), Events.Input("1}").In(3), Events.BlockStop.In(3), Events.Stop("tool_use"),
        ]);

        Assert.Equal(["thinking", "redacted_thinking", "text", "tool_use"], answer.Blocks);
        Assert.Equal(("thought", "c2lnbmF0RU5D", "text", "tool_use"), (answer.Answer.Reasoning, answer.Answer.Signature, answer.Answer.Text, answer.Answer.StopReason));
        Assert.Equal(new Recordings.ToolCall("a", "f", "{\"x\":1}"), Assert.Single(answer.Answer.ToolCalls));
    }

    /// <summary>Models that speak OpenAI's dialect open calls side by side and close them late, or never.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_SideBySide_ComeOneAfterAnother(bool close)
    {
        ConverseEvent[] stops = close ? [Events.BlockStop.In(1), Events.BlockStop.In(2)] : [];
        MessagesTranscript answer = await StreamAsync(
        [
            Events.Text("so "), Events.Tool("a", "f").In(1), Events.Input("{\"x\":").In(1), Events.Tool("b", "g").In(2), Events.Input("{\"y\":").In(2), Events.Input("1}").In(1),
            Events.Input("2}").In(2), Events.Text("far"), .. stops, Events.Stop("tool_use"),
        ]);

        Assert.Equal([new Recordings.ToolCall("a", "f", "{\"x\":1}"), new Recordings.ToolCall("b", "g", "{\"y\":2}")], answer.Answer.ToolCalls);
        Assert.Equal("so far", answer.Answer.Text);
    }
}
