using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;
using static Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat.ChatCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;

/// <summary>Signs of life while the model is silent (acceptance row 22), and beginning an answer before it says anything.</summary>
public class ChatHeartbeatTests
{
    [Fact]
    public async Task Row22_ModelIsSilent_CommentsComeAndNoClientSeesThem()
    {
        var clock = new FakeTimeProvider();
        var silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("one ")), FakeStream.After(silence.Task, Events.Text("two")), FakeStream.Give(Events.Stop()))), timeProvider: clock);
        Stream body = await OpenAsync(gateway, Streamed());
        string text = await ReadUntilAsync(body, "one ");
        Assert.DoesNotContain(": alive", text, StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromSeconds(15));
        text += await ReadUntilAsync(body, ": alive");
        clock.Advance(TimeSpan.FromSeconds(15));
        text += await ReadUntilAsync(body, ": alive");
        silence.SetResult();
        text += await ReadUntilAsync(body, "[DONE]");

        ChatTranscript answer = ChatTranscript.OfStream(text);
        Assert.Equal(("one two", "stop", true), (answer.Text, answer.Finish, answer.Done));
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

        Assert.DoesNotContain(": alive", text + await ReadUntilAsync(body, "[DONE]"), StringComparison.Ordinal);
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
        Task<HttpResponseMessage> asking = gateway.CallAsync(Streamed("\"seed\":7"));
        await Eventually.TrueAsync(() => gateway.Log.All.Contains("ledger intent", StringComparison.Ordinal));
        Assert.False(asking.IsCompleted);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return gateway.Log.All.Contains("seed", StringComparison.Ordinal);
        });
        clock.Advance(TimeSpan.FromSeconds(10));

        // A client that waits for headers has them as soon as anything is flushed.
        using HttpResponseMessage response = await asking.WaitAsync(Patience.Limit);
        Stream body = await response.Content.ReadAsStreamAsync();
        string text = await ReadUntilAsync(body, ": alive");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("seed", response.Headers.GetValues("x-outcrop-dropped-params").Single());
        if (fails)
        {
            opened.SetException(new BedrockException(BedrockErrorKind.Throttling, "x"));
            ChatTranscript answer = ChatTranscript.OfStream(text + await ReadUntilAsync(body, "\"error\""));
            Assert.False(answer.Done);
        }
        else
        {
            opened.SetResult(new FakeStream(FakeStream.Give(Events.Text("late")), FakeStream.Give(Events.Stop())));
            ChatTranscript answer = ChatTranscript.OfStream(text + await ReadUntilAsync(body, "[DONE]"));
            Assert.Equal("late", answer.Text);
        }
    }

    [Fact]
    public async Task CommitAfter_CallerLeftWhileItWasOpening_ExchangeIsGivenUpWhenItOpens()
    {
        var clock = new FakeTimeProvider();
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var opened = new TaskCompletionSource<ConverseEventStream>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new FakeUpstream((_, token) =>
            {
                // It does not heed the caller's end: its answer is already on the way.
                token.Register(left.SetResult);
                return opened.Task;
            }),
            "{\"server\":{\"commitAfter\":5},\"streams\":{\"onDisconnect\":\"cancel\"}}",
            timeProvider: clock);
        using (var leaving = new CancellationTokenSource())
        {
            Task<HttpResponseMessage> asking = gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(ChatCalling.Path, UriKind.Relative)) { Content = new StringContent(Streamed("\"seed\":7"), Encoding.UTF8, "application/json") }, leaving.Token);
            await Eventually.TrueAsync(() => gateway.Log.All.Contains("ledger intent", StringComparison.Ordinal));
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }

        await left.Task.WaitAsync(Patience.Limit);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return gateway.Log.All.Contains("seed", StringComparison.Ordinal);
        });
        var stream = new FakeStream(FakeStream.Give(Events.Text("late")), FakeStream.Give(Events.Stop()));
        opened.SetResult(stream);

        await stream.Closed.Task.WaitAsync(Patience.Limit);
        await Eventually.TrueAsync(() => gateway.App.Services.GetRequiredService<ConcurrencyLimiter>().InFlight == 0);
    }

    private static async Task<Stream> OpenAsync(RunningGateway gateway, string body) => await (await gateway.CallAsync(body)).Content.ReadAsStreamAsync();

    private static async Task<string> ReadUntilAsync(Stream body, string end)
    {
        using var limit = Patience.Start();
        var text = new StringBuilder();
        byte[] piece = new byte[4096];
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            int count = await body.ReadAsync(piece, limit.Token);
            Assert.True(count > 0, $"It ended without {end}: {text}");
            text.Append(Encoding.UTF8.GetString(piece, 0, count));
        }

        return text.ToString();
    }
}
