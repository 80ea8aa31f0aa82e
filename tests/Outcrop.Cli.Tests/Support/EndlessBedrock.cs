using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Cli.Tests.Support;

/// <summary>A Bedrock whose answers, to those who ask for "endless", do not end as long as they are read; it counts what is taken from it. Others get an answer of a few dozen frames.</summary>
internal sealed class EndlessBedrock : IAsyncDisposable
{
    private const int Deltas = 64;
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<int, long> _sent = new();
    private int _last;
    private int _open;

    private EndlessBedrock(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>How many endless answers are being read, or could be.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>What each of them has given, in bytes.</summary>
    public IReadOnlyCollection<long> Sent => [.. _sent.Values];

    public static async Task<EndlessBedrock> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });

        // What waits in its own system's buffers is not the gateway's to hold back.
        builder.Services.Configure<SocketTransportOptions>(static sockets => sockets.CreateBoundListenSocket = static endpoint =>
        {
            Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SendBufferSize = 64 * 1024;
            return socket;
        });
        WebApplication app = builder.Build();
        var bedrock = new EndlessBedrock(app);
        app.Run(bedrock.AnswerAsync);
        await app.StartAsync();
        bedrock.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return bedrock;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        string words = await reader.ReadToEndAsync(context.RequestAborted);
        bool isConverse = context.Request.Path.Value!.EndsWith("/converse-stream", StringComparison.Ordinal);
        (byte[] begin, byte[] middle, byte[] end) = isConverse ? s_converse : s_invoke;
        context.Response.ContentType = "application/vnd.amazon.eventstream";
        if (!words.Contains("endless", StringComparison.Ordinal))
        {
            await context.Response.Body.WriteAsync((byte[])[.. begin, .. middle, .. end], context.RequestAborted);
            return;
        }

        int id = Interlocked.Increment(ref _last);
        Interlocked.Increment(ref _open);
        try
        {
            await context.Response.Body.WriteAsync(begin, context.RequestAborted);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(middle, context.RequestAborted);
                _sent.AddOrUpdate(id, middle.Length, (_, sum) => sum + middle.Length);

                // A write to a connection that is gone ends at once, and the news of its end needs a thread of the pool: hundreds of loops that never let go of theirs would hold it up for minutes.
                await Task.Yield();
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway has closed it.
            return;
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static readonly (byte[] Begin, byte[] Middle, byte[] End) s_converse =
    (
        Event("messageStart", """{"role":"assistant"}"""),
        Repeat(Event("contentBlockDelta", $$"""{"contentBlockIndex":0,"delta":{"text":"{{new string('x', 200)}}"},"p":"abcdef"}""")),
        [
            .. Event("contentBlockStop", """{"contentBlockIndex":0}"""),
            .. Event("messageStop", """{"stopReason":"end_turn"}"""),
            .. Event("metadata", """{"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},"metrics":{"latencyMs":4}}"""),
        ]
    );

    private static readonly (byte[] Begin, byte[] Middle, byte[] End) s_invoke =
    (
        [
            .. Chunk("""{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude","usage":{"input_tokens":1,"output_tokens":1}}}"""),
            .. Chunk("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        ],
        Repeat(Chunk("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + new string('x', 200) + "\"}}")),
        [
            .. Chunk("""{"type":"content_block_stop","index":0}"""),
            .. Chunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"""),
            .. Chunk("""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":1,"outputTokenCount":2}}"""),
        ]
    );

    private static byte[] Repeat(byte[] frame) => [.. Enumerable.Repeat(frame, Deltas).SelectMany(static one => one)];

    private static byte[] Chunk(string json) => Event("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abcdef"}""");

    private static byte[] Event(string type, string payload)
    {
        using var output = new PooledBufferWriter();
        using var writer = new EventStreamWriter();
        writer.AddString(":event-type"u8, Encoding.UTF8.GetBytes(type)).AddString(":content-type"u8, "application/json"u8).AddString(":message-type"u8, "event"u8).WriteFrame(output, Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }
}
