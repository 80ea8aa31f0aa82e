using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rerank;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Rerank;

/// <summary>
/// <c>POST /v1/rerank</c>. OpenAI has no such endpoint; this is the shape that Cohere gave it and that Jina, vLLM and their clients share.
/// Sources: https://docs.cohere.com/reference/rerank, https://jina.ai/reranker.
/// </summary>
internal static class RerankEndpoint
{
    /// <summary>Documents that one unit of search pays for, at Cohere's and at AWS.</summary>
    private const int DocumentsPerUnit = 100;

    /// <summary>Answers: (1) read, (2) find the route, (3) translate, (4) run the exchange, (5) write the order.</summary>
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
        var dropped = new List<string>();
        RerankRequest asked = RerankReader.Read(request.Body, call.Route, dropped);
        bool withText = OpenAIJson.Switch(request.Body, "return_documents") ?? false;

        // 4
        RerankResponse response = await request.Pipeline.SendAsync(
            call,
            (upstream, token) => upstream.RerankAsync(asked, token),
            static answer => new AnswerSummary(answer.InputTokens is { } tokens ? new TokenUsage { InputTokens = tokens } : null, answer.RequestId),
            context.RequestAborted);

        // 5
        DroppedParameters.Tell(context, [], static name => name, dropped);
        using var answer = new OpenAIAnswer();
        Write(answer.Json, response, asked, withText, call);
        await answer.SendAsync(context);
    }

    private static void Write(Utf8JsonWriter json, RerankResponse response, RerankRequest asked, bool withText, ExchangeCall call)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, "rerank-" + call.RequestId);
        json.WriteString("object"u8, "list"u8);
        json.WriteString("model"u8, call.Route.RequestedModel);
        json.WriteStartArray("results"u8);
        foreach (RerankResult result in response.Results)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, result.Index);
            json.WriteNumber("relevance_score"u8, result.RelevanceScore);
            if (withText)
            {
                json.WriteStartObject("document"u8);
                json.WriteString("text"u8, asked.Documents[result.Index]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (response.InputTokens is { } tokens)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, tokens);
            json.WriteNumber("total_tokens"u8, tokens);
            json.WriteEndObject();
        }

        json.WriteStartObject("meta"u8);
        json.WriteStartObject("billed_units"u8);
        json.WriteNumber("search_units"u8, (asked.Documents.Count + DocumentsPerUnit - 1) / DocumentsPerUnit);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
