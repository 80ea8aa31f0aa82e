using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tokens;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary><c>POST /v1/responses/input_tokens</c>: what a request would cost as input, with all that it continues. Source: https://platform.openai.com/docs/api-reference/responses/input-tokens.</summary>
internal static class InputTokensEndpoint
{
    /// <summary>Answers: (1) read, (2) find the route, (3) translate, as for an answer, (4) count, (5) write the number.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    public static async Task HandleAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        // 1
        using OpenAIRequest request = await OpenAIRequest.ReadAsync(context, identity, dialect);

        // 2
        ExchangeCall call = request.CallModel();

        // 3
        var shelf = new ResponseShelf(context.RequestServices.GetRequiredService<ResponseStore>(), identity.Id);
        IReadOnlyList<StoredResponse> history = OpenAIJson.Text(request.Body, "previous_response_id", "") is { } previous ? shelf.Chain(previous) : [];
        UrlFetcher fetcher = context.RequestServices.GetRequiredService<UrlFetcher>();
        RemoteFiles files = await RemoteFiles.FetchAsync(ResponsesUrls.Find(request.Body, history), fetcher, request.Configuration, identity, RequestEnd.Of(context));
        ResponsesRequest asked = new ResponsesRequestReader(request.Body, request.Memory, call.Route, shelf, history, files).Read();

        // 4
        TokenCount count = await TokenCounter.CountAsync(request.Pipeline, call, asked.Converse, context.RequestAborted);

        // 5
        if (count.IsEstimate)
        {
            context.Response.Headers[TokenEstimate.HeaderName] = TokenEstimate.HeaderValue;
        }

        DroppedParameters.Tell(context, [], ResponsesParameters.NameOf, asked.Dropped);
        using var answer = new OpenAIAnswer();
        answer.Json.WriteStartObject();
        answer.Json.WriteString("object"u8, "response.input_tokens"u8);
        answer.Json.WriteNumber("input_tokens"u8, count.Tokens);
        answer.Json.WriteEndObject();
        await answer.SendAsync(context);
    }
}
