using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Fetching;
using Outcrop.Gateway.FrontEnds.Anthropic.Betas;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Native;

/// <summary>The lane to Claude, which speaks this dialect itself: the body is spliced, the answer's bytes are passed on, and nothing of either is written anew.</summary>
internal static class NativeLane
{
    /// <summary>Whether a call can go this way: to Claude, by an API that takes Claude's own body, without what only the neutral form can say.</summary>
    /// <param name="call">The call.</param>
    public static bool Serves(MessagesCall call)
    {
        OutcropConfiguration configuration = call.Exchange.Configuration;
        ModelId modelId = NativeRoute.ModelOf(configuration, call.Exchange.Route);

        // Guardrails and the like stand in the extension, and Converse has the words for them.
        return NativeRoute.FamilyOf(modelId) is AnthropicMessagesFamily
            && NativeRoute.ApiOf(configuration, call.Exchange.Route, modelId) is BedrockApi.Auto or BedrockApi.InvokeModel or BedrockApi.AnthropicMessages
            && !call.Envelope.TryGet("bedrock", out _);
    }

    /// <summary>Answers: (1) decide about the beta flags, (2) fetch what the request names by URL, (3) run the exchange, up to its first content with real HTTP statuses, (4) pass the answer on.</summary>
    /// <param name="call">The call.</param>
    public static async Task AnswerAsync(MessagesCall call)
    {
        HttpContext context = call.Context;
        OutcropConfiguration configuration = call.Exchange.Configuration;
        Route route = call.Exchange.Route;
        ModelId modelId = NativeRoute.ModelOf(configuration, route);
        bool isMantle = NativeRoute.IsOnMantle(configuration, modelId);

        // 1
        IReadOnlyList<string> betas = BetaHeader.Read(context.Request.Headers, call.Envelope);
        BetaPlan plan = isMantle ? BetaPlan.PassAll(betas) : BetaPlan.Make(configuration, betas, call.Envelope);

        // 2. Only a surface of Anthropic's own form may know URLs itself.
        BedrockApi api = NativeRoute.ApiOf(configuration, route, modelId);
        IReadOnlyList<(int Start, int End, ReadOnlyMemory<byte> Json)> files = isMantle || api == BedrockApi.AnthropicMessages ? []
            : await UrlSources.FetchAsync(call, context.RequestServices.GetRequiredService<UrlFetcher>());
        var request = new SplicedRequest
        {
            ModelId = route.ModelId,
            Learner = call.Exchange.Identity.Id,
            Body = call.Envelope,
            Dialect = AnthropicSplice.Instance,
            Api = api,
            Stream = call.IsStream,
            Headers = VersionOf(context),

            // A model that is not listed has the default model's parameters, which were not chosen for it.
            Defaults = route.IsListed ? route.Parameters : new InferenceConfiguration(),
            DefaultMembers = route.IsListed ? route.AdditionalFields : null,
            Betas = plan.Sent,
            UncertainBetas = plan.Uncertain,
            Cuts = [.. plan.Cuts, .. UnsetSampling.Find(call.Envelope)],
            Replacements = files,
        };

        // 3, 4. An alias is what the caller calls the model; Bedrock's own id of it he would not know.
        string? model = route.RequestedModel == route.ModelId ? null : route.RequestedModel;
        if (call.IsStream)
        {
            Task<Exchange> opening = call.Pipeline.OpenAsync(call.Exchange, request, context.RequestAborted);
            await StreamRelay.RunAsync(context, opening, new NativeMessagesWriter(AnswerPipe.Of(context.Response), call.Exchange.RequestId, model), configuration.Server, plan.Dropped);
            return;
        }

        using NativeResponse answer = await call.Pipeline.SendAsync(call.Exchange, request, context.RequestAborted);
        DroppedParameters.Tell(context, answer.Dropped, NativeMessagesWriter.NameOfParameter, plan.Dropped);
        await NativeMessage.SendAsync(context, answer.Body, model);
    }

    private static KeyValuePair<string, string>[] VersionOf(HttpContext context)
    {
        string version = context.Request.Headers[AnthropicFrontEnd.VersionHeader].ToString();
        return version.Length is > 0 and <= 32 && version.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.') ? [new(AnthropicFrontEnd.VersionHeader, version)] : [];
    }
}
