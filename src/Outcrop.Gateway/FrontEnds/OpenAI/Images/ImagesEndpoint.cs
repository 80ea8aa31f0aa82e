using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Images;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Images;

/// <summary><c>POST /v1/images/generations</c>. Images come back in the answer: nothing is stored that a URL could point to. Source: https://platform.openai.com/docs/api-reference/images.</summary>
internal static class ImagesEndpoint
{
    /// <summary>Answers: (1) read, (2) find the route, (3) translate, (4) run the exchange, (5) write the images.</summary>
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
        ImageRequest asked = ImagesReader.Read(request.Body, call.Route, dropped);

        // 4. Images are not counted in tokens.
        ImageResponse response = await request.Pipeline.SendAsync(
            call, (upstream, token) => ImageCalls.RunAsync(upstream, asked, token, context.RequestAborted), static answer => new AnswerSummary(null, answer.RequestId), context.RequestAborted);

        // 5
        DroppedParameters.Tell(context, response.Dropped, NameOf, dropped);
        using var answer = new OpenAIAnswer();
        Write(answer.Json, response, request.Now);
        await answer.SendAsync(context);
    }

    /// <summary>This dialect's names of the neutral request's parameters.</summary>
    private static string NameOf(string name) => name switch
    {
        "count" => "n",
        "width" or "height" or "width, height" or "aspectRatio" => "size",
        "outputFormat" => "output_format",
        "negativePrompt" => "negative_prompt",
        _ => name,
    };

    private static void Write(Utf8JsonWriter json, ImageResponse response, long created)
    {
        string? mediaType = null;
        json.WriteStartObject();
        json.WriteNumber("created"u8, created);
        json.WriteStartArray("data"u8);
        foreach (GeneratedImage image in response.Images)
        {
            // One that a filter took is no image; that it is missing is said below.
            if (image.Bytes.IsEmpty || image.Refusal is not null)
            {
                continue;
            }

            mediaType ??= image.MediaType;
            json.WriteStartObject();
            json.WriteBase64String("b64_json"u8, image.Bytes.Span);
            if (image.Seed is { } seed)
            {
                json.WriteNumber("seed"u8, seed);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (mediaType is not null)
        {
            json.WriteString("output_format"u8, mediaType["image/".Length..]);
        }

        if (response.IsPartial)
        {
            json.WriteStartObject("bedrock"u8);
            json.WriteString("error"u8, SafeText.Clean(response.Error ?? FirstRefusal(response)));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string FirstRefusal(ImageResponse response)
    {
        foreach (GeneratedImage image in response.Images)
        {
            if (image.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return "";
    }
}
