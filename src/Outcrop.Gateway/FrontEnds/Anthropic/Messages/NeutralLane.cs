using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.Anthropic.Betas;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>The lane for every model: the request is read into the neutral one, and the answer is written from neutral events.</summary>
internal static class NeutralLane
{
    /// <summary>Answers: (1) fetch what the request names by URL, where that is allowed, and translate it, (2) run the exchange, up to its first content with real HTTP statuses, (3) write the answer.</summary>
    /// <param name="call">The call.</param>
    public static async Task AnswerAsync(MessagesCall call)
    {
        HttpContext context = call.Context;

        // 1
        using JsonDocument document = RequestJson.Parse(call.Memory);
        MessagesRequest request = NeutralBetas.Apply(call, await MessagesRequestReader.ReadAsync(call, document.RootElement));
        var answer = new MessageIdentity(call.Exchange.RequestId, call.Exchange.Route.RequestedModel);

        // 2, 3
        if (call.IsStream)
        {
            Task<Exchange> opening = call.Pipeline.OpenAsync(call.Exchange, request.Converse, context.RequestAborted);
            await StreamRelay.RunAsync(context, opening, new MessagesEventWriter(AnswerPipe.Of(context.Response), answer, request), call.Exchange.Configuration.Server, request.Dropped);
            return;
        }

        ConverseResponse response = await call.Pipeline.SendAsync(call.Exchange, request.Converse, context.RequestAborted);
        DroppedParameters.Tell(context, response.Dropped, request.NameOf, request.Dropped);
        using var body = new JsonBody();
        MessagesAnswerWriter.Write(body.Json, response, answer, request);
        await body.SendAsync(context);
    }
}
