using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Bedrock.Families;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Embeddings;

/// <summary><c>POST /v1/embeddings</c>. Source: https://platform.openai.com/docs/api-reference/embeddings.</summary>
internal static class EmbeddingsEndpoint
{
    /// <summary>Answers: (1) read, (2) find the route, (3) translate, (4) run the exchange, (5) write the vectors.</summary>
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
        EmbeddingsRequest asked = EmbeddingsReader.Read(request.Body, call.Route);

        // 4
        EmbedResponse response = await request.Pipeline.SendAsync(
            call,
            (upstream, token) => upstream.EmbedAsync(asked.Embed, token),
            static answer => new AnswerSummary(answer.InputTokens is { } tokens ? new TokenUsage { InputTokens = tokens } : null, answer.RequestId),
            context.RequestAborted);

        // 5
        int length = response.Embeddings[0].Length;
        if (asked.Embed.Dimensions is { } wanted && wanted != length)
        {
            throw OpenAIJson.Wrong("dimensions", $"the model gives vectors of {length} numbers only");
        }

        DroppedParameters.Tell(context, TrueDrops(response, asked), NameOf, asked.Dropped);
        using var answer = new OpenAIAnswer();
        EmbeddingsWriter.Write(answer.Json, response, call.Route.RequestedModel, asked.Base64);
        await answer.SendAsync(context);
    }

    /// <summary>A length that the model has anyway is no loss.</summary>
    private static List<DroppedParameter> TrueDrops(EmbedResponse response, EmbeddingsRequest asked)
    {
        var drops = new List<DroppedParameter>();
        foreach (DroppedParameter drop in response.Dropped)
        {
            if (drop.Name != "dimensions" || asked.Embed.Dimensions is null)
            {
                drops.Add(drop);
            }
        }

        return drops;
    }

    private static string NameOf(string name) => name == "inputType" ? "input_type" : name;
}
