using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Tokens;
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
        int count;
        try
        {
            CountTokensResponse counted = await call.Pipeline.SendAsync(
                call.Exchange,
                (upstream, token) => upstream.CountTokensAsync(request.Converse, token),
                static answer => new AnswerSummary(null, answer.RequestId),
                context.RequestAborted);
            count = counted.InputTokens;
        }
        catch (GatewayException refused) when (refused.InnerException is BedrockException { Kind: BedrockErrorKind.Validation or BedrockErrorKind.ResourceNotFound or BedrockErrorKind.AccessDenied })
        {
            // Bedrock counts for some models only, in some regions, and for whom it may; what it says no with does not tell which of these it was.
            count = TokenEstimate.Estimate(request.Converse);
            context.Response.Headers[TokenEstimate.HeaderName] = TokenEstimate.HeaderValue;
        }

        using var answer = new JsonBody();
        answer.Json.WriteStartObject();
        answer.Json.WriteNumber("input_tokens"u8, count);
        answer.Json.WriteEndObject();
        await answer.SendAsync(context);
    }
}
