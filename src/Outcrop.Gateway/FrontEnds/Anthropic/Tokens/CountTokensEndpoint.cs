using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tokens;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Tokens;

/// <summary>
/// <c>POST /v1/messages/count_tokens</c>: Bedrock's own count where it has one; else a guess, which the header <c>x-outcrop-token-count: estimate</c> says. Source: https://docs.anthropic.com/en/api/messages-count-tokens.
/// </summary>
internal static class CountTokensEndpoint
{
    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    public static async Task HandleAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        using MessagesCall call = await MessagesCall.ReadAsync(context, identity, dialect);
        using JsonDocument document = RequestJson.Parse(call.Memory);
        MessagesRequest request = await MessagesRequestReader.ReadAsync(call, document.RootElement, isCount: true);
        TokenCount count = await CountAsync(call, request);
        if (count.IsEstimate)
        {
            context.Response.Headers[TokenEstimate.HeaderName] = TokenEstimate.HeaderValue;
        }

        DroppedParameters.Tell(context, [], request.NameOf, request.Dropped);
        using var answer = new JsonBody();
        answer.Json.WriteStartObject();
        answer.Json.WriteNumber("input_tokens"u8, count.Tokens);
        answer.Json.WriteEndObject();
        await answer.SendAsync(context);
    }

    private static async Task<TokenCount> CountAsync(MessagesCall call, MessagesRequest request)
    {
        try
        {
            return await TokenCounter.CountAsync(call.Pipeline, call.Exchange, request.Converse, call.Context.RequestAborted);
        }
        catch (GatewayException refused) when (refused.InnerException is BedrockException { Kind: BedrockErrorKind.Validation, StatusCode: null })
        {
            // Bedrock was not asked: what only Claude's own body holds cannot be said in the form that it counts.
            return new TokenCount(TokenEstimate.Estimate(request.Converse), IsEstimate: true);
        }
    }
}
