using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds.Seed;

/// <summary><c>POST /chat/completions/stream</c>: plain text, as the model writes it.</summary>
internal static class SeedChatEndpoint
{
    /// <summary>
    /// Answers: (1) read the body, (2) find the route, (3) translate, (4) open the exchange, up to here with real HTTP statuses, (5) relay.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    public static async Task HandleAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        OutcropConfiguration configuration = context.RequestServices.GetRequiredService<GatewayState>().Configuration;
        CancellationToken aborted = context.RequestAborted;

        // 1
        SeedChatRequest request;
        using (PooledBody body = await RequestBody.ReadAsync(context, configuration.Server.MaxRequestBodyBytes))
        {
            request = SeedRequestReader.Read(body.Memory.Span);
        }

        // 2, 3
        Route route = ModelRouter.Resolve(configuration, identity, request.Provider, request.Model);
        ConverseRequest converse = SeedTranslator.Translate(request, route, configuration.Prompts);

        // 4, 5
        var call = new ExchangeCall(RequestInfo.Of(context).Id, dialect, configuration, identity, route);
        Task<Exchange> opening = context.RequestServices.GetRequiredService<ExchangePipeline>().OpenAsync(call, converse, aborted);
        await StreamRelay.RunAsync(context, opening, new SeedEventWriter(AnswerPipe.Of(context.Response), call.RequestId), configuration.Server);
    }
}
