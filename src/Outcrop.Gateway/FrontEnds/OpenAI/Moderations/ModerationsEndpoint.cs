using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Guardrails;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Moderations;

/// <summary><c>POST /v1/moderations</c>, judged by the guardrail of the configuration, without a model. Source: https://platform.openai.com/docs/api-reference/moderations.</summary>
internal static class ModerationsEndpoint
{
    /// <summary>Answers: (1) read, (2) find the guardrail, (3) translate, (4) run the exchange, one call an input, (5) write the judgements.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    public static async Task HandleAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        // 1
        using OpenAIRequest request = await OpenAIRequest.ReadAsync(context, identity, dialect);

        // 2
        ModerationSettings settings = request.Configuration.Moderation;
        string guardrail = settings.Guardrail ?? throw new GatewayException(new GatewayError(
            GatewayErrorKind.EndpointNotFound, Blame.Client, ExchangePhase.Request, "This gateway has no guardrail to judge content: moderation.guardrail is not configured."));

        // The model's name says nothing here; clients send OpenAI's, or none.
        var route = new Route(request.Configuration.Generator.DefaultProvider, OpenAIJson.Text(request.Body, "model", "") ?? "guardrail", guardrail, BedrockApi.Auto, new(), null, IsListed: false, IsModel: false);
        ExchangeCall call = request.Call(route);

        // 3
        var dropped = new List<string>();
        IReadOnlyList<ModerationInput> inputs = ModerationsReader.Read(request.Body, request.Memory, dropped);

        // 4
        IReadOnlyList<ApplyGuardrailResponse> judgements = await request.Pipeline.SendAsync(
            call,
            (upstream, token) => FanOut.RunAsync(
                inputs,
                (input, ended) => upstream.ApplyGuardrailAsync(new ApplyGuardrailRequest { GuardrailIdentifier = guardrail, GuardrailVersion = settings.Version, Content = input.Content }, ended),
                token),
            static answers => new AnswerSummary(null, answers[0].RequestId),
            context.RequestAborted);

        // 5
        DroppedParameters.Tell(context, [], static name => name, dropped);
        using var answer = new OpenAIAnswer();
        ModerationsWriter.Write(answer.Json, judgements, inputs, call);
        await answer.SendAsync(context);
    }
}
