using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Signing;
using Outcrop.Bedrock.Transport;
using static Outcrop.Bedrock.Tests.Transport.TransportFixture;

namespace Outcrop.Bedrock.Tests.Transport;

/// <summary>How long the transport waits for what, on a clock that the tests move.</summary>
public sealed class BedrockTransportTimeoutTests
{
    /// <summary>Fault row 16.</summary>
    [Fact]
    public async Task Send_HangBeforeHeaders_TimesOutAndIsTriedAgain()
    {
        var arrived = new SemaphoreSlim(0);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (context, number) =>
        {
            if (number == 1)
            {
                arrived.Release();
                await Hang(context.RequestAborted);
                return;
            }

            await Json(context, "{}");
        });
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        using var transport = new BedrockTransport(Options(server.Address, o => o.TimeProvider = time), Nothing);
        Task<string> result = transport.SendAsync(Call(), ReadText, default);
        await arrived.WaitAsync();
        time.Advance(TimeSpan.FromSeconds(119));
        Assert.False(result.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("{}", await result);
    }

    /// <summary>Fault row 17.</summary>
    [Fact]
    public async Task Send_HangInTheBody_TimesOutAtTheIdleLimit()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/vnd.amazon.eventstream";
            await context.Response.Body.WriteAsync(new byte[5]);
            await context.Response.Body.FlushAsync();
            await Hang(context.RequestAborted);
        });
        using var transport = new BedrockTransport(Options(server.Address, o => o.TimeProvider = time), Nothing);
        using BedrockHttpResponse response = await transport.SendAsync(Call(), (r, _) => ValueTask.FromResult(r), default);
        byte[] buffer = new byte[16];
        await response.Body.ReadExactlyAsync(buffer.AsMemory(0, 5));
        ValueTask<int> waiting = response.Body.ReadAsync(buffer);
        time.Advance(TimeSpan.FromSeconds(121));
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(async () => await waiting);
        Assert.Equal(BedrockErrorKind.Timeout, fault.Kind);
        Assert.Contains("120", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_TotalDeadlineInTheBody_IsFinal()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/vnd.amazon.eventstream";
            await context.Response.Body.FlushAsync();
            await Hang(context.RequestAborted);
        });
        BedrockClientOptions options = Options(server.Address, o =>
        {
            o.TimeProvider = time;
            o.Timeouts = new BedrockTimeouts { Total = TimeSpan.FromSeconds(30) };
        });
        using var transport = new BedrockTransport(options, Nothing);
        using BedrockHttpResponse response = await transport.SendAsync(Call(), (r, _) => ValueTask.FromResult(r), default);
        ValueTask<int> waiting = response.Body.ReadAsync(new byte[16]);
        time.Advance(TimeSpan.FromSeconds(31));
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(async () => await waiting);
        Assert.Equal((BedrockErrorKind.Timeout, false), (fault.Kind, fault.IsRetryable));
    }

    [Fact]
    public async Task Send_FirstContentExpected_BytesWithoutContentDoNotExtendTheWait()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var more = new SemaphoreSlim(0);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/vnd.amazon.eventstream";
            await context.Response.Body.FlushAsync();
            await more.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(new byte[1]);
            await context.Response.Body.FlushAsync();
            await Hang(context.RequestAborted);
        });
        using var transport = new BedrockTransport(Options(server.Address, o => o.TimeProvider = time), Nothing);
        using BedrockHttpResponse response = await transport.SendAsync(Call(), (r, _) => ValueTask.FromResult(r), default);
        response.ExpectFirstContent();
        byte[] buffer = new byte[16];
        ValueTask<int> first = response.Body.ReadAsync(buffer);
        time.Advance(TimeSpan.FromSeconds(100));
        more.Release();
        Assert.Equal(1, await first);
        ValueTask<int> second = response.Body.ReadAsync(buffer);
        time.Advance(TimeSpan.FromSeconds(21));
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(async () => await second);
        Assert.Equal((BedrockErrorKind.Timeout, true), (fault.Kind, fault.IsRetryable));
        Assert.Contains("no content", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_CallerCancels_EndsAsCancelledNotAsTimeout()
    {
        var arrived = new SemaphoreSlim(0);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            arrived.Release();
            await Hang(context.RequestAborted);
        });
        using var transport = new BedrockTransport(Options(server.Address), Nothing);
        using var caller = new CancellationTokenSource();
        Task<string> result = transport.SendAsync(Call(), ReadText, caller.Token);
        await arrived.WaitAsync();
        await caller.CancelAsync();
        OperationCanceledException fault = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => result);
        Assert.Equal(caller.Token, fault.CancellationToken);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Send_ServiceAsksForMoreThanIsLeft_FailsWithoutWaiting()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.Headers["x-amz-retry-after"] = "4000";
            return Json(context, "{}", 429, "ThrottlingException");
        });
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        BedrockClientOptions options = Options(server.Address, o =>
        {
            o.TimeProvider = time;
            o.Timeouts = new BedrockTimeouts { Total = TimeSpan.FromSeconds(3) };
        });
        using var transport = new BedrockTransport(options, Nothing);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => transport.SendAsync(Call(), ReadText, default));
        Assert.Equal((BedrockErrorKind.Throttling, TimeSpan.FromSeconds(4), 1), (fault.Kind, fault.RetryAfter, fault.Attempts));
    }

    private static async Task Hang(CancellationToken until)
    {
        var never = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = until.Register(never.SetResult);
        await never.Task;
    }
}
