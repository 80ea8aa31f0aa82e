using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Operations;
using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.FrontEnds.BedrockNative;
using Outcrop.Gateway.FrontEnds.Seed;
using Outcrop.Gateway.Health;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Telemetry;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Gateway.Tests.FrontEnds;

/// <summary>What one more text event costs on the gateway's own path: upstream bytes → frame → ConverseEvent → tap → dialect → the answer's pipe, flushes included.</summary>
public class StreamRelayAllocationTests
{
    private const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Llama = "meta.llama3-8b-instruct-v1:0";

    // An asynchronous method's state is an object in a debug build and none in a release build as long as it does not wait; a read passes through three, a flush through one.
#if DEBUG
    private const long PerRead = 400;
#else
    private const long PerRead = 0;
#endif

    [Theory]
    [InlineData(null, false)]
    [InlineData(Claude, false)]
    [InlineData(Llama, false)]
    [InlineData(null, true)]
    [InlineData(Claude, true)]
    [InlineData(Llama, true)]
    public async Task Relay_MoreTextEventsInOneRead_AllocateNothing(string? invokedModel, bool native)
    {
        // Frames are longer than their words: more of them would fill more than one piece of the answer's pipe, which is an object of its own.
        (long few, long many) = await CompareAsync(invokedModel, native, 4, native ? 12 : 40);

        Assert.Equal(few, many);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(Claude, false)]
    [InlineData(Llama, false)]
    [InlineData(null, true)]
    [InlineData(Claude, true)]
    [InlineData(Llama, true)]
    public async Task Relay_MoreReads_AllocateNothingOfTheirOwn(string? invokedModel, bool native)
    {
        const int Events = 2000;
        int reads = (Body(invokedModel, Events).Length / (16 * 1024)) + 1;

        (long few, long many) = await CompareAsync(invokedModel, native, 4, Events);

        Assert.InRange(many - few, 0, reads * PerRead);
    }

    private static readonly GatewayMetrics Metrics = TestMeters.Metrics();

    private static async Task<(long Few, long Many)> CompareAsync(string? invokedModel, bool native, int fewer, int more)
    {
        byte[] few = Body(invokedModel, fewer);
        byte[] many = Body(invokedModel, more);
        long ofFew = long.MaxValue;
        long ofMany = long.MaxValue;

        // The least of many runs: while code is still being compiled anew, a run may cost an object more.
        for (int i = 0; i < 64; i++)
        {
            ofFew = Math.Min(ofFew, await MeasureAsync(invokedModel, native, few, fewer));
            ofMany = Math.Min(ofMany, await MeasureAsync(invokedModel, native, many, more));
        }

        return (ofFew, ofMany);
    }

    /// <summary>Everything here ends synchronously, so one thread's counter sees it all.</summary>
    private static async Task<long> MeasureAsync(string? invokedModel, bool native, byte[] body, int events)
    {
        var answer = new CountingStream();
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton(TimeProvider.System).BuildServiceProvider(),
        };
        context.Response.Body = answer;
        var frames = new FrameReader(new BedrockHttpResponse { Message = new HttpResponseMessage(), Body = new MemoryStream(body) });
        PrimedEventStream stream = native ? new NativeFrameStream(frames, invokedModel is null ? null : ModelFamilies.Find(ModelId.Parse(invokedModel)))
            : invokedModel is null ? new ConverseFrameStream(frames) : new InvokeFrameStream(frames, ModelFamilies.Find(ModelId.Parse(invokedModel)).CreateStreamReader());
        var route = new Route("bedrock", Claude, Claude, BedrockApi.Converse, new InferenceConfiguration(), null, IsListed: true);
        var exchange = new Exchange(
            route, new LedgerIntent("r", "k", "bedrock", Claude, "seed"), new Reservation(new ConcurrencyLimiter(), KeyIdentity.Anonymous), new LogLedger(NullLogger<LogLedger>.Instance),
            new ExchangeStatistics(TimeProvider.System), TimeProvider.System) { Metrics = Metrics };
        await using (exchange)
        {
            await stream.PrimeAsync(default);
            exchange.Attach(stream);
            EventWriter writer = native ? new FrameWriter(context.Response.BodyWriter, invokedModel is null) : new SeedEventWriter(context.Response.BodyWriter, "r");

            int thread = Environment.CurrentManagedThreadId;
            long before = GC.GetAllocatedBytesForCurrentThread();
            await StreamRelay.RunAsync(context, Task.FromResult(exchange), writer, new ServerSettings());
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            Assert.True(exchange.HasStopped);
            Assert.Equal(native ? body.Length : events * Encoding.UTF8.GetByteCount(" word\nand"), answer.Count);
            return allocated;
        }
    }

    private static byte[] Body(string? invokedModel, int events)
    {
        using var output = new PooledBufferWriter();
        using var writer = new EventStreamWriter();
        switch (invokedModel)
        {
            case null:
                Frame("messageStart", """{"role":"assistant"}""");
                Repeat("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":" word\nand"},"p":"abcdefgh"}""");
                Frame("messageStop", """{"stopReason":"end_turn"}""");
                break;
            case Claude:
                Chunk("""{"type":"message_start","message":{"role":"assistant","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}""");
                Repeat("chunk", Wrap("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" word\nand"}}"""));
                Chunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}""");
                Chunk("""{"type":"message_stop"}""");
                break;
            default:
                Repeat("chunk", Wrap("""{"generation":" word\nand","prompt_token_count":null,"generation_token_count":7,"stop_reason":null}"""));
                Chunk("""{"generation":"","prompt_token_count":null,"generation_token_count":7,"stop_reason":"stop"}""");
                break;
        }

        return output.WrittenSpan.ToArray();

        void Repeat(string type, string payload)
        {
            for (int i = 0; i < events; i++)
            {
                Frame(type, payload);
            }
        }

        void Chunk(string json) => Frame("chunk", Wrap(json));

        void Frame(string type, string payload) =>
            writer.AddString(":event-type"u8, Encoding.UTF8.GetBytes(type)).AddString(":content-type"u8, "application/json"u8).AddString(":message-type"u8, "event"u8).WriteFrame(output, Encoding.UTF8.GetBytes(payload));

        static string Wrap(string json) => $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abcdef"}""";
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Count { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
