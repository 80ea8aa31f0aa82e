using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.TextPrompts;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Completions;

/// <summary><c>POST /v1/completions</c>, which OpenAI calls legacy, streamed and whole. Source: https://platform.openai.com/docs/api-reference/completions.</summary>
internal static class CompletionsEndpoint
{
    /// <summary>Answers: (1) read, (2) find the route, (3) translate, (4) run the exchange, one call a prompt, (5) write the answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    public static async Task HandleAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        // 1
        using OpenAIRequest request = await OpenAIRequest.ReadAsync(context, identity, dialect);

        // 2
        ExchangeCall call = request.CallModel();
        call = call with { Route = Verbatim(call.Route) };

        // 3
        CompletionsRequest asked = new CompletionsReader(request.Body, call.Route).Read();
        var identification = new ChatAnswerIdentity(call.RequestId, call.Route.RequestedModel, request.Now);

        // 4, 5
        if (asked.Stream)
        {
            Task<Exchange> opening = request.Pipeline.OpenAsync(call, asked.Requests[0], context.RequestAborted);
            await StreamRelay.RunAsync(context, opening, new CompletionsEventWriter(AnswerPipe.Of(context.Response), identification, asked), request.Configuration.Server, asked.Dropped);
            return;
        }

        var spent = new UsageSum();
        IReadOnlyList<ConverseResponse> responses = await request.Pipeline.SendAsync(
            call,
            (upstream, token) => FanOut.RunAsync(
                asked.Requests,
                async (prompt, ended) =>
                {
                    ExchangePipeline.Admit(call, prompt);
                    ConverseResponse response = await upstream.SendAsync(prompt, call.Route.Api, ended);
                    spent.Add(response.Usage);
                    return response;
                },
                token,
                context.RequestAborted),
            answers => new AnswerSummary(spent.Total, answers[0].RequestId, answers[0].StopReason.Value),
            context.RequestAborted,
            spent,
            asked.Requests[0]);
        DroppedParameters.Tell(context, responses[0].Dropped, ChatParameterNames.Of, asked.Dropped);
        using var answer = new OpenAIAnswer();
        Write(answer.Json, responses, asked, identification, responses.Any(static response => response.Usage is null) ? null : spent.Total);
        await answer.SendAsync(context);
    }

    /// <summary>A family whose body is one text takes the prompt as it stands, which Converse cannot carry; so it is asked through that body unless the operator has chosen.</summary>
    private static Route Verbatim(Route route) =>
        route.Api == BedrockApi.Auto && ModelFamilies.Find(ModelId.Parse(route.ModelId)) is TextFamily ? route with { Api = BedrockApi.InvokeModel } : route;

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ConverseResponse> responses, CompletionsRequest asked, ChatAnswerIdentity identification, TokenUsage? usage)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, "cmpl-" + identification.RequestId);
        json.WriteString("object"u8, "text_completion"u8);
        json.WriteNumber("created"u8, identification.Created);
        json.WriteString("model"u8, identification.Model);
        json.WriteStartArray("choices"u8);
        for (int i = 0; i < responses.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("text"u8, (asked.Echo ? asked.Prompts[i] : "") + TextOf(responses[i]));
            json.WriteNumber("index"u8, i);
            json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, ChatFinish.Of(responses[i].StopReason));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ChatUsageWriter.Write(json, usage);
        json.WriteEndObject();
    }

    private static string TextOf(ConverseResponse response)
    {
        var text = new StringBuilder();
        foreach (ContentBlock block in response.Message.Content)
        {
            text.Append(block switch { TextBlock plain => plain.Text, CitationsBlock cited => cited.Text, _ => null });
        }

        return text.ToString();
    }
}
