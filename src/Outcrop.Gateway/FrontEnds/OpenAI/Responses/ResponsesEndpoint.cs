using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.FrontEnds.OpenAI.Native;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary><c>POST /v1/responses</c>, streamed and whole. Source: https://platform.openai.com/docs/api-reference/responses.</summary>
internal static partial class ResponsesEndpoint
{
    /// <summary>Answers: (1) read the body, (2) find the route, and leave what its model itself understands to the native lane, (3) translate, with what is stored, (4) run the exchange, up to its first content with real HTTP statuses, (5) write the answer, and keep it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    public static async Task HandleAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        OutcropConfiguration configuration = context.RequestServices.GetRequiredService<GatewayState>().Configuration;
        ExchangePipeline pipeline = context.RequestServices.GetRequiredService<ExchangePipeline>();
        var shelf = new ResponseShelf(context.RequestServices.GetRequiredService<ResponseStore>(), identity.Id);

        // 1. The body stays as long as the request is being sent: its files are not copied out of it.
        using PooledBody body = await RequestBody.ReadAsync(context, configuration.Server.MaxRequestBodyBytes);
        using JsonDocument document = OpenAIJson.Parse(body.Memory);

        // 2
        Route route = ModelRouter.ResolveByName(configuration, identity, RequestedModel.Of(context, document.RootElement));

        var call = new ExchangeCall(RequestInfo.Of(context).Id, dialect, configuration, identity, route);
        if (NativeResponsesLane.Serves(call, document.RootElement, body.Memory.Span))
        {
            await NativeResponsesLane.AnswerAsync(context, call, body.Memory);
            return;
        }

        // 3
        IReadOnlyList<StoredResponse> history = OpenAIJson.Text(document.RootElement, "previous_response_id", "") is { } previous ? shelf.Chain(previous) : [];
        RemoteFiles files = await RemoteFiles.FetchAsync(
            ResponsesUrls.Find(document.RootElement, history), context.RequestServices.GetRequiredService<UrlFetcher>(), configuration, identity, RequestEnd.Of(context));
        ResponsesRequest request = new ResponsesRequestReader(document.RootElement, body.Memory, route, shelf, history, files).Read();
        var answer = new ResponsesIdentity(call.RequestId, route.RequestedModel, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds());
        ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Outcrop.Gateway.Responses");

        // 4, 5
        if (request.Stream)
        {
            Task<Exchange> opening = pipeline.OpenAsync(call, request.Converse, context.RequestAborted);
            using var writer = new ResponsesEventWriter(AnswerPipe.Of(context.Response), answer, request, Keep);
            await StreamRelay.RunAsync(context, opening, writer, configuration.Server, request.Dropped);
            return;
        }

        ConverseResponse response = await pipeline.SendAsync(call, request.Converse, context.RequestAborted);
        DroppedParameters.Tell(context, response.Dropped, ResponsesParameters.NameOf, request.Dropped);
        using var output = new PooledBufferWriter(4096);
        ResponsesAnswerWriter.Write(output, response, answer, request);
        Keep(output.WrittenMemory);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = output.WrittenCount;
        await AnswerBody.WriteAsync(context, output.WrittenMemory);

        void Keep(ReadOnlyMemory<byte> whole)
        {
            if (!request.Store)
            {
                return;
            }

            document.RootElement.TryGetProperty("input", out JsonElement input);
            if (!shelf.Add(StoredResponse.Of(answer.Id, request.PreviousId, whole.Span, input, shelf.FindItem)))
            {
                LogNotKept(logger, call.RequestId);
            }
        }
    }

    [LoggerMessage(1601, LogLevel.Warning, "request {RequestId}: its response is larger than all that may be kept, and is not")]
    private static partial void LogNotKept(ILogger logger, string requestId);
}
