using System.Collections.Frozen;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.FrontEnds.OpenAI.Tokens;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Completions;

/// <summary>
/// Brings a request of the old completions into the neutral form. The prompt stays one text: a family whose own body is a text gets it as it stands, any other gets it as the user's message.
/// </summary>
/// <param name="body">The request's object.</param>
/// <param name="route">Where it goes.</param>
internal sealed class CompletionsReader(JsonElement body, Route route)
{
    private const int MostPrompts = 20;

    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [
            "model", "prompt", "stream", "stream_options", "max_tokens", "temperature", "top_p", "top_k", "stop", "n", "best_of", "echo", "suffix", "logprobs", "user", "bedrock", .. VendorFields.Names,
        ],
        StringComparer.Ordinal);

    private readonly List<string> _dropped = [];

    /// <summary>Reads it.</summary>
    /// <exception cref="Pipeline.GatewayException">A member is not what it should be, or asks for what no model on Bedrock does.</exception>
    public CompletionsRequest Read()
    {
        if (!OpenAIJson.TryGet(body, "prompt", out JsonElement prompt))
        {
            throw OpenAIJson.Wrong("prompt", "is required");
        }

        IReadOnlyList<string> prompts = TextInput.Read(prompt, "prompt", MostPrompts);
        bool stream = OpenAIJson.Switch(body, "stream") ?? false;
        RefuseWhatCannotBe(stream ? prompts.Count : 1);
        if (OpenAIJson.TryGet(body, "logprobs", out _))
        {
            _dropped.Add("logprobs");
        }

        var requests = new List<ConverseRequest>(prompts.Count);
        foreach (string text in prompts)
        {
            requests.Add(ReadOne(text, requests.Count == 0));
        }

        Leftovers.Report(body, Known, _dropped);
        return new CompletionsRequest(prompts, requests)
        {
            Stream = stream,
            IncludeUsage = OpenAIJson.TryGet(body, "stream_options", out JsonElement options) && OpenAIJson.Switch(OpenAIJson.Object(options, "stream_options"), "include_usage", "stream_options") == true,
            Echo = OpenAIJson.Switch(body, "echo") ?? false,
            Dropped = _dropped,
        };
    }

    private ConverseRequest ReadOne(string prompt, bool isFirst)
    {
        var request = new ConverseRequest
        {
            ModelId = route.ModelId,
            Prompt = prompt,
            AdditionalModelRequestFields = route.AdditionalFields,
        };
        var said = new InferenceConfiguration
        {
            MaxTokens = OpenAIJson.Count(body, "max_tokens"),
            Temperature = OpenAIJson.Number(body, "temperature", 0, 2),
            TopP = OpenAIJson.Number(body, "top_p", 0, 1),
            TopK = OpenAIJson.TopK(body),
        };
        RouteDefaults.Fill(request, route, said, OpenAIJson.TryGet(body, "stop", out JsonElement stop) ? ReadStops(stop) : null);
        if (OpenAIJson.TryGet(body, "bedrock", out JsonElement extension))
        {
            BedrockExtension.Read(extension, request);
        }

        AddVendorFields(request, isFirst);
        if (OpenAIJson.Text(body, "user", "") is { Length: > 0 } user)
        {
            if (RequestMetadataText.Fits(user, 0))
            {
                request.RequestMetadata["user"] = user;
            }
            else if (isFirst)
            {
                _dropped.Add("user");
            }
        }

        return request;
    }

    private static List<string> ReadStops(JsonElement stop)
    {
        var stops = new List<string>();
        if (stop.ValueKind == JsonValueKind.String)
        {
            stops.Add(OpenAIJson.Text(stop, "stop"));
        }
        else
        {
            foreach (JsonElement item in OpenAIJson.Items(stop, "stop"))
            {
                stops.Add(OpenAIJson.Text(item, "stop"));
            }
        }

        return stops;
    }

    private void AddVendorFields(ConverseRequest request, bool isFirst)
    {
        foreach (string name in VendorFields.Names)
        {
            // The old endpoint's logprobs is a number and its answer has another shape.
            if (name == "logprobs" || !OpenAIJson.TryGet(body, name, out JsonElement value) || VendorFields.AskForNothing(value))
            {
                continue;
            }

            if (VendorFields.AreTaken(route.ModelId))
            {
                request.AdditionalModelRequestFields = VendorFields.Add(request.AdditionalModelRequestFields, name, value);
            }
            else if (isFirst)
            {
                _dropped.Add(name);
            }
        }
    }

    private void RefuseWhatCannotBe(int prompts)
    {
        foreach (string name in (ReadOnlySpan<string>)["n", "best_of"])
        {
            if (OpenAIJson.Count(body, name) is > 1)
            {
                throw OpenAIJson.Wrong(name, "must be 1: models on Bedrock give one answer; send the request again for another");
            }
        }

        if (OpenAIJson.Text(body, "suffix", "") is { Length: > 0 })
        {
            throw OpenAIJson.Wrong("suffix", "is not available: no model on Bedrock writes what stands between two texts");
        }

        if (prompts > 1)
        {
            throw OpenAIJson.Wrong("prompt", "must be one prompt when the answer is streamed");
        }
    }
}
