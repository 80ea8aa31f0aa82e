using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.FrontEnds.OpenAI.Native;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary><c>POST /v1/chat/completions</c>, streamed and whole. Source: https://platform.openai.com/docs/api-reference/chat.</summary>
internal static class ChatEndpoint
{
    /// <summary>Answers: (1) read the body, (2) find the route, and leave what its model itself understands to the native lane, (3) fetch what it names by URL, where that is allowed, and translate, (4) run the exchange, up to its first content with real HTTP statuses, (5) write the answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    public static async Task HandleAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        OutcropConfiguration configuration = context.RequestServices.GetRequiredService<GatewayState>().Configuration;
        ExchangePipeline pipeline = context.RequestServices.GetRequiredService<ExchangePipeline>();

        // 1. The body stays as long as the request is being sent: its files are not copied out of it.
        using PooledBody body = await RequestBody.ReadAsync(context, configuration.Server.MaxRequestBodyBytes);
        using JsonDocument document = OpenAIJson.Parse(body.Memory);

        // 2
        Route route = ModelRouter.ResolveByName(configuration, identity, RequestedModel.Of(context, document.RootElement));

        var call = new ExchangeCall(RequestInfo.Of(context).Id, dialect, configuration, identity, route);
        if (NativeChatLane.Serves(call, document.RootElement))
        {
            await NativeChatLane.AnswerAsync(context, call, body.Memory);
            return;
        }

        // 3
        RemoteFiles files = await RemoteFiles.FetchAsync(
            ChatUrls.Find(document.RootElement), context.RequestServices.GetRequiredService<UrlFetcher>(), configuration, identity, RequestEnd.Of(context));
        ChatRequest request = new ChatRequestReader(document.RootElement, body.Memory, route, files).Read();
        var answer = new ChatAnswerIdentity(call.RequestId, route.RequestedModel, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds());

        // 4, 5
        if (request.Stream)
        {
            Task<Exchange> opening = pipeline.OpenAsync(call, request.Converse, context.RequestAborted);
            await StreamRelay.RunAsync(context, opening, new ChatEventWriter(AnswerPipe.Of(context.Response), answer, request), configuration.Server, request.Dropped);
            return;
        }

        ConverseResponse response = await pipeline.SendAsync(call, request.Converse, context.RequestAborted);
        DroppedParameters.Tell(context, response.Dropped, ChatParameterNames.Of, request.Dropped);
        using var output = new PooledBufferWriter(2048);
        ChatAnswerWriter.Write(output, response, answer, request);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = output.WrittenCount;
        await AnswerBody.WriteAsync(context, output.WrittenMemory);
    }
}
