using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Bedrock.Transport;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses;
using Outcrop.Gateway.Health;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Limits;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Wire.EventStream;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>The gateway's own path from Bedrock's bytes to the caller's, without sockets: frames, events, relay, dialect.</summary>
internal sealed class RelayRun
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    /// <summary>What the caller got.</summary>
    public required string Answer { get; init; }

    /// <summary>Whether the answer was marked as broken, or never begun.</summary>
    public required bool Broken { get; init; }

    /// <summary>What was kept.</summary>
    public required IReadOnlyList<string> Kept { get; init; }

    /// <summary>What the thread allocated while the answer was relayed.</summary>
    public required long Allocated { get; init; }

    public static ResponsesRequest Request { get; } = new(new ConverseRequest { ModelId = Model })
    {
        Stream = true,
        Store = true,
        Echo = """{"store":true,"tools":[]}"""u8.ToArray(),
    };

    private static readonly GatewayState State = new(OutcropConfiguration.Load(null, new Dictionary<string, string>(), Path.GetTempPath()), allowsAnonymous: true);

    public static async Task<RelayRun> OfAsync(byte[] body, ResponsesRequest? request = null, bool keep = true)
    {
        using var answer = new MemoryStream(64 * 1024);
        var kept = new List<string>();
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection()
                .AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(NullLoggerFactory.Instance)
                .AddSingleton(TimeProvider.System)
                .AddSingleton(State)
                .BuildServiceProvider(),
        };
        context.Response.Body = answer;

        // One piece of memory for the whole answer, so that what the test measures is not how its own pipe grows.
        PipeWriter pipe = PipeWriter.Create(answer, new StreamPipeWriterOptions(minimumBufferSize: 64 * 1024, leaveOpen: true));
        var frames = new FrameReader(new BedrockHttpResponse { Message = new HttpResponseMessage(), Body = new MemoryStream(body) });
        var stream = new ConverseFrameStream(frames);
        var route = new Route("bedrock", Model, Model, BedrockApi.Converse, new InferenceConfiguration(), null, IsListed: true);
        var exchange = new Exchange(
            route, new LedgerIntent("r", "k", "bedrock", Model, "openai"), new Reservation(new ConcurrencyLimiter(), KeyIdentity.Anonymous), new LogLedger(NullLogger<LogLedger>.Instance),
            new ExchangeStatistics(TimeProvider.System), TimeProvider.System);
        bool broken = false;
        long allocated = 0;
        await using (exchange)
        {
            try
            {
                await stream.PrimeAsync(default);
                exchange.Attach(stream);
                using var writer = new ResponsesEventWriter(
                    pipe, new ResponsesIdentity("req_0123456789ab", "asked-for", 1_700_000_000), request ?? Request, Keep);
                long before = GC.GetAllocatedBytesForCurrentThread();
                await StreamRelay.RunAsync(context, Task.FromResult(exchange), writer, new ServerSettings());
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }
            catch (Exception exception) when (exception is BrokenStreamException or BedrockException)
            {
                broken = true;
            }
        }

        return new RelayRun { Answer = Encoding.UTF8.GetString(answer.ToArray()), Broken = broken || Encoding.UTF8.GetString(answer.ToArray()).Contains("\nevent: error\n", StringComparison.Ordinal), Kept = kept, Allocated = allocated };

        void Keep(ReadOnlyMemory<byte> memory)
        {
            if (keep)
            {
                kept.Add(Encoding.UTF8.GetString(memory.Span));
            }
        }
    }
}
