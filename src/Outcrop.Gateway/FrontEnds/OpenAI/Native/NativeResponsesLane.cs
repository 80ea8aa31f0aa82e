using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Native;

/// <summary>
/// Responses to a surface that speaks them, for callers who keep their conversations themselves (<c>store: false</c>). What is to be kept is kept in this gateway's own store, for the caller's key alone: Bedrock would
/// keep it for thirty days and give it to every key that shares the account.
/// </summary>
internal static class NativeResponsesLane
{
    /// <summary>Whether a call can go this way.</summary>
    /// <param name="call">Who asks, and where it goes.</param>
    /// <param name="body">The body's object.</param>
    /// <param name="bytes">The body.</param>
    public static bool Serves(ExchangeCall call, JsonElement body, ReadOnlySpan<byte> bytes) =>
        NativeRoute.SurfaceApiOf(call.Configuration, call.Route) == BedrockApi.OpenAIResponses
        && body.TryGetProperty("store", out JsonElement store) && store.ValueKind == JsonValueKind.False
        && !Says(body, "previous_response_id") && !Says(body, "conversation") && !Says(body, "background") && !Says(body, "bedrock")

        // Thoughts in this gateway's own envelope, and references to what it keeps, only its translation can read.
        && bytes.IndexOf("\"oc1_"u8) < 0 && bytes.IndexOf("\"item_reference\""u8) < 0

        // What stands behind a URL is fetched by this gateway or not at all.
        && !ResponsesUrls.Find(body, []).Any();

    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="call">Who asks, and where it goes.</param>
    /// <param name="body">The body.</param>
    public static Task AnswerAsync(HttpContext context, ExchangeCall call, ReadOnlyMemory<byte> body) => NativeExchange.RunAsync(
        context, call, body, OpenAISplice.Responses, BedrockApi.OpenAIResponses, _ => new NativeResponsesWriter(AnswerPipe.Of(context.Response), call.Route.RequestedModel), ResponsesParameters.NameOf);

    private static bool Says(JsonElement body, string name) => body.TryGetProperty(name, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False);
}
