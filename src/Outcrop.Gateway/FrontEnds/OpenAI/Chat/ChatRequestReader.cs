using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>
/// Brings a chat completion request into the neutral form. Every member is mapped, left out and reported, or refused by its name; none is passed over in silence.
/// </summary>
/// <param name="body">The request's object.</param>
/// <param name="memory">The memory it is a view over.</param>
/// <param name="route">Where it goes.</param>
/// <param name="files">The files that were fetched for it.</param>
internal sealed class ChatRequestReader(JsonElement body, ReadOnlyMemory<byte> memory, Route route, RemoteFiles files)
{
    private readonly List<string> _dropped = [];
    private readonly ConverseRequest _request = new() { ModelId = route.ModelId, AdditionalModelRequestFields = route.AdditionalFields };

    /// <summary>Reads it.</summary>
    /// <exception cref="Pipeline.GatewayException">A member is not what it should be, or means what no model on Bedrock can do.</exception>
    public ChatRequest Read()
    {
        if (!OpenAIJson.TryGet(body, "messages", out JsonElement messages))
        {
            throw OpenAIJson.Wrong("messages", "is required");
        }

        new ChatMessagesReader(_request, memory, files, _dropped).Read(messages);
        bool legacy = ChatToolsReader.Read(body, _request);
        ReadInference();
        ReadFormat();
        ReadReasoning();
        var common = new CommonMembers(body, _request, _dropped);
        common.ReadService();
        common.ReadVendorFields();
        RefuseWhatCannotBe();
        common.ReportTheRest(ChatParameters.Read);
        JsonElement options = OpenAIJson.TryGet(body, "stream_options", out JsonElement given) ? OpenAIJson.Object(given, "stream_options") : default;
        bool has = options.ValueKind == JsonValueKind.Object;
        return new ChatRequest(_request)
        {
            Stream = OpenAIJson.Switch(body, "stream") ?? false,
            IncludeUsage = has && OpenAIJson.Switch(options, "include_usage", "stream_options") == true,
            Obfuscate = !has || OpenAIJson.Switch(options, "include_obfuscation", "stream_options") != false,
            LegacyFunctions = legacy,
            Dropped = _dropped,
        };
    }

    private void ReadInference()
    {
        var said = new InferenceConfiguration
        {
            MaxTokens = OpenAIJson.Count(body, "max_completion_tokens") ?? OpenAIJson.Count(body, "max_tokens"),
            Temperature = OpenAIJson.Number(body, "temperature", 0, 2),
            TopP = OpenAIJson.Number(body, "top_p", 0, 1),
            TopK = OpenAIJson.TopK(body),
        };
        RouteDefaults.Fill(_request, route, said, ReadStops());
    }

    private List<string>? ReadStops()
    {
        if (!OpenAIJson.TryGet(body, "stop", out JsonElement stop))
        {
            return null;
        }

        if (stop.ValueKind == JsonValueKind.String)
        {
            return OpenAIJson.Text(stop, "stop") is { Length: > 0 } single ? [single] : null;
        }

        var stops = new List<string>();
        foreach (JsonElement item in OpenAIJson.Items(stop, "stop"))
        {
            stops.Add(OpenAIJson.Text(item, $"stop[{stops.Count}]"));
        }

        return stops;
    }

    private void ReadFormat()
    {
        if (!OpenAIJson.TryGet(body, "response_format", out JsonElement format))
        {
            return;
        }

        switch (OpenAIJson.RequiredText(OpenAIJson.Object(format, "response_format"), "type", "response_format"))
        {
            case "text":
                break;
            case "json_object" when OpenAIJson.TryGet(format, "schema", out JsonElement shape) && !OpenAIJson.IsEmpty(OpenAIJson.Object(shape, "response_format.schema")):

                // The form of Together's, Fireworks' and llama.cpp's servers, from before OpenAI had one.
                _request.OutputConfig = new OutputConfiguration { Format = new JsonOutputFormat(OpenAIJson.Raw(shape), null, null) };
                break;
            case "json_object":
                _request.System.Add(new TextBlock("Answer with one JSON object and nothing else: no explanation, no code fence."));
                break;
            case "json_schema":
                JsonElement schema = OpenAIJson.TryGet(format, "json_schema", out JsonElement given)
                    ? OpenAIJson.Object(given, "response_format.json_schema")
                    : throw OpenAIJson.Wrong("response_format.json_schema", "is required");
                if (!OpenAIJson.TryGet(schema, "schema", out JsonElement json))
                {
                    throw OpenAIJson.Wrong("response_format.json_schema.schema", "is required");
                }

                _request.OutputConfig = new OutputConfiguration
                {
                    Format = new JsonOutputFormat(
                        OpenAIJson.Raw(OpenAIJson.Object(json, "response_format.json_schema.schema")),
                        OpenAIJson.Text(schema, "name", "response_format.json_schema"),
                        OpenAIJson.Text(schema, "description", "response_format.json_schema")),
                };
                break;
            default:
                throw OpenAIJson.Wrong("response_format.type", "must be text, json_object or json_schema");
        }
    }

    private void ReadReasoning()
    {
        string? effort = OpenAIJson.Text(body, "reasoning_effort", "");

        // OpenRouter's form, which several clients send: {"reasoning": {"effort", "max_tokens", "enabled"}}.
        int? budget = null;
        bool? enabled = null;
        if (OpenAIJson.TryGet(body, "reasoning", out JsonElement reasoning))
        {
            OpenAIJson.Object(reasoning, "reasoning");
            effort ??= OpenAIJson.Text(reasoning, "effort", "reasoning");
            budget = OpenAIJson.Count(reasoning, "max_tokens", path: "reasoning");
            enabled = OpenAIJson.Switch(reasoning, "enabled", "reasoning");
        }

        ReasoningMode? mode = ReadThinking(ref budget);
        if (effort is null && budget is null && enabled is null && mode is null)
        {
            return;
        }

        _request.Reasoning = new ReasoningConfiguration
        {
            Mode = effort == "none" || enabled == false ? ReasoningMode.Disabled : mode ?? ReasoningMode.Enabled,
            Effort = effort == "none" ? null : effort,
            BudgetTokens = budget,
        };
    }

    /// <summary>
    /// Anthropic's own form, which its page on OpenAI's SDKs puts into <c>extra_body</c>, and which LiteLLM takes: {"thinking": {"type", "budget_tokens"}}. What others mean by the name is left out and told.
    /// Source: https://docs.claude.com/en/api/openai-sdk.
    /// </summary>
    private ReasoningMode? ReadThinking(ref int? budget)
    {
        if (!OpenAIJson.TryGet(body, "thinking", out JsonElement thinking) || VendorFields.AskForNothing(thinking))
        {
            return null;
        }

        ReasoningMode? mode = thinking.ValueKind != JsonValueKind.Object || !OpenAIJson.TryGet(thinking, "type", out JsonElement type) || type.ValueKind != JsonValueKind.String ? null : OpenAIJson.Text(type, "thinking.type") switch
        {
            "enabled" => ReasoningMode.Enabled,
            "adaptive" => ReasoningMode.Adaptive,
            "disabled" => ReasoningMode.Disabled,
            _ => null,
        };
        if (mode is null)
        {
            _dropped.Add("thinking");
            return null;
        }

        // Whoever switches it off may write a budget of 0 beside it.
        if (mode != ReasoningMode.Disabled)
        {
            budget ??= OpenAIJson.Count(thinking, "budget_tokens", path: "thinking");
        }

        return mode;
    }

    private void RefuseWhatCannotBe()
    {
        if (OpenAIJson.Count(body, "n") is > 1)
        {
            throw OpenAIJson.Wrong("n", "must be 1: models on Bedrock give one answer; send the request again for another");
        }

        if (OpenAIJson.TryGet(body, "modalities", out JsonElement modalities))
        {
            foreach (JsonElement modality in OpenAIJson.Items(modalities, "modalities"))
            {
                if (OpenAIJson.Text(modality, "modalities") != "text")
                {
                    throw OpenAIJson.Wrong("modalities", "may hold text only: no model on Bedrock answers a chat with sound");
                }
            }
        }

        if (OpenAIJson.TryGet(body, "web_search_options", out _))
        {
            throw OpenAIJson.Wrong("web_search_options", "is not available on Bedrock");
        }
    }
}
