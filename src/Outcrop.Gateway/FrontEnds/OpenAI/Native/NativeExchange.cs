using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Native;

/// <summary>One exchange in OpenAI's own words, the same for both of its dialects: the body is spliced, the answer's bytes are passed on under the name by which the model was asked for.</summary>
internal static class NativeExchange
{
    /// <summary>Runs it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="call">Who asks, and where it goes.</param>
    /// <param name="body">The body.</param>
    /// <param name="dialect">How it is spliced.</param>
    /// <param name="api">The API.</param>
    /// <param name="makeWriter">Makes the writer of a stream.</param>
    /// <param name="nameOf">The dialect's names of parameters.</param>
    /// <exception cref="GatewayException">The body is no acceptable object, or the exchange could not be opened.</exception>
    public static async Task RunAsync(
        HttpContext context, ExchangeCall call, ReadOnlyMemory<byte> body, SpliceDialect dialect, BedrockApi api, Func<JsonEnvelope, EventWriter> makeWriter, Func<string, string> nameOf)
    {
        JsonEnvelope envelope = Scan(body);
        Route route = call.Route;
        var request = new SplicedRequest
        {
            ModelId = route.ModelId,
            Learner = call.Identity.Id,
            Body = envelope,
            Dialect = dialect,
            Api = api,
            Stream = envelope.TryGet("stream", out JsonMember stream) && stream.Kind == System.Text.Json.JsonTokenType.True,

            // A model that is not listed has the default model's parameters, which were not chosen for it.
            Defaults = route.IsListed ? route.Parameters : new InferenceConfiguration(),
            DefaultMembers = route.IsListed ? route.AdditionalFields : null,
        };
        ExchangePipeline pipeline = context.RequestServices.GetRequiredService<ExchangePipeline>();
        if (request.Stream)
        {
            await StreamRelay.RunAsync(context, pipeline.OpenAsync(call, request, context.RequestAborted), makeWriter(envelope), call.Configuration.Server);
            return;
        }

        using NativeResponse answer = await pipeline.SendAsync(call, request, context.RequestAborted);
        DroppedParameters.Tell(context, answer.Dropped, nameOf);
        await SendAsync(context, answer.Body, NativeDocument.Quote(route.RequestedModel));
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body, byte[] model)
    {
        context.Response.ContentType = "application/json";
        (int start, int end) = NativeDocument.Read(body.Span).Model;
        if (end == 0)
        {
            context.Response.ContentLength = body.Length;
            await AnswerBody.WriteAsync(context, body);
            return;
        }

        context.Response.ContentLength = body.Length - (end - start) + model.Length;
        await AnswerBody.WriteAsync(context, body[..start]);
        await AnswerBody.WriteAsync(context, model);
        await AnswerBody.WriteAsync(context, body[end..]);
    }

    private static JsonEnvelope Scan(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonEnvelope.Scan(body);
        }
        catch (JsonEnvelopeException fault)
        {
            throw new GatewayException(GatewayError.InvalidRequest(fault.Message));
        }
    }
}
