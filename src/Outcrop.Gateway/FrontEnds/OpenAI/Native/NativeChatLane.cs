using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Native;

/// <summary>
/// Chat Completions to a surface that speaks them. gpt-oss by InvokeModel is not served here, although its body is OpenAI's: it writes its reasoning into the text between tags, and whoever passed that on would show
/// callers thoughts as answers.
/// </summary>
internal static class NativeChatLane
{
    /// <summary>Whether a call can go this way.</summary>
    /// <param name="call">Who asks, and where it goes.</param>
    /// <param name="body">The body. What only Bedrock has words for stands in a member of its own, and needs translating.</param>
    public static bool Serves(ExchangeCall call, JsonElement body) =>
        NativeRoute.SurfaceApiOf(call.Configuration, call.Route) == BedrockApi.OpenAIChat && !body.TryGetProperty("bedrock", out _) && !HoldsOurThoughts(body)

        // What stands behind a URL is fetched by this gateway or not at all.
        && !ChatUrls.Find(body).Any();

    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="call">Who asks, and where it goes.</param>
    /// <param name="body">The body.</param>
    public static Task AnswerAsync(HttpContext context, ExchangeCall call, ReadOnlyMemory<byte> body) => NativeExchange.RunAsync(
        context,
        call,
        body,
        OpenAISplice.Chat,
        BedrockApi.OpenAIChat,
        envelope => new NativeChatWriter(AnswerPipe.Of(context.Response), call.Route.RequestedModel, WantsUsage(envelope)),
        ChatParameterNames.Of);

    private static bool WantsUsage(JsonEnvelope body)
    {
        if (!body.TryGet("stream_options", out JsonMember options) || options.Kind != JsonTokenType.StartObject)
        {
            return false;
        }

        using JsonDocument document = JsonDocument.Parse(body.GetValue(options));
        return document.RootElement.TryGetProperty("include_usage", out JsonElement wanted) && wanted.ValueKind == JsonValueKind.True;
    }

    /// <summary>Whether the conversation holds thoughts in the form that this gateway's translation gives them: they have to be brought back by the same way.</summary>
    private static bool HoldsOurThoughts(JsonElement body)
    {
        if (!body.TryGetProperty("messages", out JsonElement messages) || messages.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (message.ValueKind == JsonValueKind.Object && message.TryGetProperty("reasoning_details", out _))
            {
                return true;
            }
        }

        return false;
    }
}
