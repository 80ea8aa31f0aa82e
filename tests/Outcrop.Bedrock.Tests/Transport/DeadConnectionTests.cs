using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;
using Outcrop.Testing.Raw;
using static Outcrop.Bedrock.Tests.Transport.TransportFixture;

namespace Outcrop.Bedrock.Tests.Transport;

/// <summary>Connections that died in the pool, while the place they lead to is well (row 14): the request goes out once more, on a fresh one, and nobody is charged for it.</summary>
public sealed class DeadConnectionTests
{
    private static readonly CallPolicy Once = new() { MaxAttempts = 1 };
    private static readonly KeepAliveAnswer Yes = KeepAliveAnswer.Json("{}");

    [Theory]
    [InlineData(KeepAliveEnd.Close, 2)]
    [InlineData(KeepAliveEnd.Reset, 2)]
    [InlineData(KeepAliveEnd.Close, 200_000)]
    [InlineData(KeepAliveEnd.Reset, 200_000)]
    public async Task Reused_ThatDied_GoesOutOnAFreshOneWithinTheSameAttempt(KeepAliveEnd end, int size)
    {
        await using var server = new KeepAliveServer((connection, request) => Task.FromResult((connection, request) == (1, 2) ? new KeepAliveAnswer("", end) : Yes));
        using var transport = new BedrockTransport(Standing(server, static options => options.RetryTokens = 1), Nothing);
        BedrockCall call = With(Once, new string(' ', size));
        await transport.SendAsync(call, ReadText, default);
        (string text, int attempt) = await transport.SendAsync(call, async (response, token) => (await ReadText(response, token), response.Attempt), default);
        Assert.Equal(("{}", 1), (text, attempt));
        Assert.Equal([(1, 1), (1, 2), (2, 1)], server.Seen);
    }

    /// <summary>All connections of the pool died together: the second try must not meet another of them.</summary>
    [Fact]
    public async Task Reused_AllOfThePoolDied_OneMoreTryIsEnoughForEach()
    {
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int first = 0;
        await using var server = new KeepAliveServer(async (connection, request) =>
        {
            if (request > 1)
            {
                return KeepAliveAnswer.Reset;
            }

            if (connection <= 3)
            {
                // Three at once make three connections.
                if (Interlocked.Increment(ref first) == 3)
                {
                    both.SetResult();
                }

                await both.Task;
            }

            return Yes;
        });
        using var transport = new BedrockTransport(Standing(server), Nothing);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => transport.SendAsync(With(Once), ReadText, default)));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("{}", await transport.SendAsync(With(Once), ReadText, default));
        }

        Assert.Equal(9, server.Seen.Count);
        Assert.Equal(3, server.Seen.Count(static seen => seen.Request == 2));
    }

    /// <summary>A place that drops fresh connections as well is not well: the failure counts, once.</summary>
    [Fact]
    public async Task Reused_AndTheFreshOneDiesToo_IsOneFailure()
    {
        await using var server = new KeepAliveServer((connection, request) => Task.FromResult((connection, request) == (1, 1) ? Yes : KeepAliveAnswer.Reset));
        using var transport = new BedrockTransport(Standing(server), Nothing);
        await transport.SendAsync(With(Once), ReadText, default);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(With(Once), ReadText, default));
        Assert.Equal((BedrockErrorKind.Transport, 1), (fault.Kind, fault.Attempts));
        Assert.Equal([(1, 1), (1, 2), (2, 1)], server.Seen);
    }

    [Fact]
    public async Task Fresh_ThatBreaks_IsAFailureAtOnce()
    {
        await using var server = new KeepAliveServer((_, _) => Task.FromResult(KeepAliveAnswer.Reset));
        using var transport = new BedrockTransport(Standing(server), Nothing);
        await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(With(Once), ReadText, default));
        Assert.Equal([(1, 1)], server.Seen);
    }

    /// <summary>Whoever began to answer has begun to bill.</summary>
    [Theory]
    [InlineData("H")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")]
    public async Task Reused_ThatBreaksWithinTheHeaders_IsAFailure(string bytes)
    {
        await using var server = new KeepAliveServer((_, request) => Task.FromResult(request == 2 ? new KeepAliveAnswer(bytes, KeepAliveEnd.Close) : Yes));
        using var transport = new BedrockTransport(Standing(server), Nothing);
        await transport.SendAsync(With(Once), ReadText, default);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(With(Once), ReadText, default));
        Assert.Equal(BedrockErrorKind.Transport, fault.Kind);
        Assert.Equal([(1, 1), (1, 2)], server.Seen);
    }

    /// <summary>A connection that breaks after a while may have broken under an answer in the making: that is a failure as before, and whoever wants no second bill gets none.</summary>
    [Fact]
    public async Task Reused_ThatBreaksLater_IsAFailure()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var server = new KeepAliveServer((_, request) =>
        {
            time.Advance(TimeSpan.FromSeconds(request == 2 ? 1 : 0));
            return Task.FromResult(request == 2 ? KeepAliveAnswer.Reset : Yes);
        });
        using var transport = new BedrockTransport(Options(server.Endpoint, options => options.TimeProvider = time), Nothing);
        await transport.SendAsync(With(Once), ReadText, default);
        await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(With(Once), ReadText, default));
        Assert.Equal([(1, 1), (1, 2)], server.Seen);
    }

    /// <summary>The request's own deadline holds for both tries together.</summary>
    [Fact]
    public async Task Reused_ThatDied_TheFreshOneKeepsTheDeadline()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<KeepAliveAnswer>();
        await using var server = new KeepAliveServer((connection, request) =>
        {
            if (connection == 2)
            {
                waiting.SetResult();
            }

            return connection == 2 ? never.Task : Task.FromResult(request == 2 ? KeepAliveAnswer.Reset : Yes);
        });
        using var transport = new BedrockTransport(Options(server.Endpoint, options => (options.TimeProvider, options.Timeouts) = (time, new BedrockTimeouts { Total = TimeSpan.FromSeconds(3) })), Nothing);
        await transport.SendAsync(With(Once), ReadText, default);
        Task<string> result = transport.SendAsync(With(Once), ReadText, default);
        await waiting.Task.WaitAsync(Outcrop.Testing.Patience.Limit);
        time.Advance(TimeSpan.FromSeconds(3));
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => result);
        Assert.Equal(TimeoutStage.Total, fault.TimedOutAt);
    }

    /// <summary>Its clock stands still: on a busy machine the second within which a dead connection says so may be over before anybody looks.</summary>
    private static BedrockClientOptions Standing(KeepAliveServer server, Action<BedrockClientOptions>? change = null) => Options(server.Endpoint, options =>
    {
        options.TimeProvider = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        change?.Invoke(options);
    });

    private static BedrockCall With(CallPolicy policy, string body = "{}") => new() { Path = ConversePath, Body = System.Text.Encoding.UTF8.GetBytes(body), Policy = policy, ModelId = "amazon.nova-lite-v1:0" };
}
