using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages.MessagesCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

/// <summary>Signs of life while the model is silent (acceptance row 22), and beginning an answer before it says anything.</summary>
public class MessagesHeartbeatTests
{
    [Fact]
    public async Task Row22_ModelIsSilent_PingsCome()
    {
        var clock = new FakeTimeProvider();
        var silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("one ")), FakeStream.After(silence.Task, Events.Text("two")), FakeStream.Give(Events.Stop()))), timeProvider: clock);
        Stream body = await OpenAsync(gateway, Streamed());
        string text = await ReadUntilAsync(body, "one ");
        Assert.DoesNotContain("event: ping\n", text, StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromSeconds(15));
        text += await ReadUntilAsync(body, "event: ping\n");
        clock.Advance(TimeSpan.FromSeconds(15));
        text += await ReadUntilAsync(body, "event: ping\n");
        silence.SetResult();
        text += await ReadUntilAsync(body, "event: message_stop");

        MessagesTranscript answer = MessagesTranscript.OfStream(text);
        Assert.Equal(("one two", "end_turn", 2), (answer.Answer.Text, answer.Answer.StopReason, answer.Pings));
    }

    [Fact]
    public async Task Heartbeat_SetToZero_NeverComes()
    {
        var clock = new FakeTimeProvider();
        var silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("one ")), FakeStream.After(silence.Task, Events.Text("two")), FakeStream.Give(Events.Stop()))),
            "{\"server\":{\"heartbeatInterval\":0}}",
            timeProvider: clock);
        Stream body = await OpenAsync(gateway, Streamed());
        string text = await ReadUntilAsync(body, "one ");
        clock.Advance(TimeSpan.FromMinutes(1));
        silence.SetResult();

        Assert.DoesNotContain("event: ping\n", text + await ReadUntilAsync(body, "event: message_stop"), StringComparison.Ordinal);
    }

    /// <summary>Without commitAfter nothing is sent before the first content; with it the answer begins, stays alive, names what was left out, and a late failure is told within it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CommitAfter_ModelIsSlowToBegin_AnswerBeginsAndStaysAlive(bool fails)
    {
        var clock = new FakeTimeProvider();
        var opened = new TaskCompletionSource<ConverseEventStream>();
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream((_, token) => opened.Task.WaitAsync(token)), "{\"server\":{\"commitAfter\":5,\"heartbeatInterval\":10}}", timeProvider: clock);
        Task<HttpResponseMessage> asking = gateway.CallAsync(Streamed("\"speed\":\"fast\""));
        await Eventually.TrueAsync(() => gateway.Log.All.Contains("ledger intent", StringComparison.Ordinal));
        Assert.False(asking.IsCompleted);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return gateway.Log.All.Contains("speed", StringComparison.Ordinal);
        });
        clock.Advance(TimeSpan.FromSeconds(10));

        // A client that waits for headers has them as soon as anything is flushed.
        using HttpResponseMessage response = await asking.WaitAsync(Patience.Limit);
        Stream body = await response.Content.ReadAsStreamAsync();
        string text = await ReadUntilAsync(body, "event: ping\n");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("speed", response.Headers.GetValues("x-outcrop-dropped-params").Single());
        if (fails)
        {
            opened.SetException(new BedrockException(BedrockErrorKind.Throttling, "x"));
            MessagesTranscript answer = MessagesTranscript.OfStream(text + await ReadUntilAsync(body, "\n\n", "event: error"));
            Assert.False(answer.Done);
        }
        else
        {
            opened.SetResult(new FakeStream(FakeStream.Give(Events.Text("late")), FakeStream.Give(Events.Stop())));
            MessagesTranscript answer = MessagesTranscript.OfStream(text + await ReadUntilAsync(body, "event: message_stop"));
            Assert.Equal("late", answer.Answer.Text);
        }
    }

    private static async Task<Stream> OpenAsync(RunningGateway gateway, string body) => await (await gateway.CallAsync(body)).Content.ReadAsStreamAsync();

    private static async Task<string> ReadUntilAsync(Stream body, string end, string after = "")
    {
        using var limit = Patience.Start();
        var text = new StringBuilder();
        byte[] piece = new byte[4096];
        while (!text.ToString().Contains(after, StringComparison.Ordinal) || text.ToString().IndexOf(end, text.ToString().IndexOf(after, StringComparison.Ordinal), StringComparison.Ordinal) < 0)
        {
            int count = await body.ReadAsync(piece, limit.Token);
            Assert.True(count > 0, $"It ended without {end}: {text}");
            text.Append(Encoding.UTF8.GetString(piece, 0, count));
        }

        return text.ToString();
    }
}
