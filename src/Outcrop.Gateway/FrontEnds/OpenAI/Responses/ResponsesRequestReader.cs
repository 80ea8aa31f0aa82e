using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>
/// Brings a Responses request into the neutral form. Every member is mapped, left out and reported, or refused by its name; none is passed over in silence.
/// </summary>
/// <param name="body">The request's object.</param>
/// <param name="memory">The memory it is a view over.</param>
/// <param name="route">Where it goes.</param>
/// <param name="shelf">What the caller has stored.</param>
/// <param name="history">The responses it continues, the oldest first.</param>
/// <param name="files">The files that were fetched for it.</param>
internal sealed class ResponsesRequestReader(JsonElement body, ReadOnlyMemory<byte> memory, Route route, ResponseShelf shelf, IReadOnlyList<StoredResponse> history, RemoteFiles files)
{
    private const string EncryptedReasoning = "reasoning.encrypted_content";

    private readonly List<string> _dropped = [];
    private readonly ConverseRequest _request = new() { ModelId = route.ModelId, AdditionalModelRequestFields = route.AdditionalFields };

    /// <summary>Reads it.</summary>
    /// <exception cref="Pipeline.GatewayException">A member is not what it should be, or means what no model on Bedrock can do.</exception>
    public ResponsesRequest Read()
    {
        RefuseWhatCannotBe();
        if (OpenAIJson.Text(body, "instructions", "") is { Length: > 0 } instructions)
        {
            _request.System.Add(new TextBlock(instructions));
        }

        ReadConversation();
        ResponsesToolNames names = new ResponsesToolsReader(_request, _dropped).Read(body);
        var said = new InferenceConfiguration
        {
            MaxTokens = OpenAIJson.Count(body, "max_output_tokens"),
            Temperature = OpenAIJson.Number(body, "temperature", 0, 2),
            TopP = OpenAIJson.Number(body, "top_p", 0, 1),
        };
        RouteDefaults.Fill(_request, route, said, stops: null);
        ReadText();
        bool summarize = ReadReasoning();
        ReadIncludes();
        var common = new CommonMembers(body, _request, _dropped);
        common.ReadService();
        common.ReadVendorFields();
        common.ReportTheRest(ResponsesParameters.Read);
        bool asked = OpenAIJson.Switch(body, "store") ?? true;
        if (asked && !shelf.IsOpen && OpenAIJson.TryGet(body, "store", out _))
        {
            _dropped.Add("store");
        }

        return new ResponsesRequest(_request)
        {
            Stream = OpenAIJson.Switch(body, "stream") ?? false,
            Obfuscate = ReadObfuscation(),
            Store = asked && shelf.IsOpen,
            PreviousId = history.Count > 0 ? history[^1].Id : null,
            SummarizeReasoning = summarize,
            Tools = names,
            Echo = ResponsesEcho.Of(body, asked && shelf.IsOpen),
            Dropped = _dropped,
        };
    }

    private void RefuseWhatCannotBe()
    {
        if (OpenAIJson.Switch(body, "background") == true)
        {
            throw OpenAIJson.Wrong("background", "is not available: this gateway answers while the request is open; stream it instead");
        }

        if (OpenAIJson.TryGet(body, "conversation", out _))
        {
            throw OpenAIJson.Wrong("conversation", "is not available: this gateway keeps no conversations; use previous_response_id, or send the items");
        }

        if (OpenAIJson.TryGet(body, "prompt", out _))
        {
            throw OpenAIJson.Wrong("prompt", "is not available: prompts that OpenAI stores do not exist here; send instructions");
        }

        switch (OpenAIJson.Text(body, "truncation", ""))
        {
            case null or "disabled":
                break;
            case "auto":
                _dropped.Add("truncation");
                break;
            default:
                throw OpenAIJson.Wrong("truncation", "must be auto or disabled");
        }
    }

    private void ReadConversation()
    {
        var reader = new ResponsesInputReader(_request, shelf, route.Api, files, _dropped);
        foreach (StoredResponse stored in history)
        {
            reader.Read(stored.Input);
            reader.Read(stored.Output);
        }

        int instructions = _request.System.Count;
        if (OpenAIJson.TryGet(body, "input", out JsonElement input))
        {
            reader.Read(input, memory);
        }
        else if (history.Count == 0)
        {
            throw OpenAIJson.Wrong("input", "is required");
        }

        if (_request.Messages.Count > 0)
        {
            return;
        }

        if (_request.System.Count == instructions)
        {
            throw OpenAIJson.Wrong("input", "must not be empty");
        }

        // A developer's word alone is a question too, and Bedrock answers none without a message.
        _request.Messages.Add(new Message(ConversationRole.User, _request.System.Skip(instructions)));
        while (_request.System.Count > instructions)
        {
            _request.System.RemoveAt(instructions);
        }
    }

    private void ReadText()
    {
        if (!OpenAIJson.TryGet(body, "text", out JsonElement text))
        {
            return;
        }

        if (OpenAIJson.Text(OpenAIJson.Object(text, "text"), "verbosity", "text") is not (null or "medium"))
        {
            _dropped.Add("text.verbosity");
        }

        const string Path = "text.format";
        if (!OpenAIJson.TryGet(text, "format", out JsonElement format))
        {
            return;
        }

        switch (OpenAIJson.RequiredText(OpenAIJson.Object(format, Path), "type", Path))
        {
            case "text":
                break;
            case "json_object":
                _request.System.Add(new TextBlock("Answer with one JSON object and nothing else: no explanation, no code fence."));
                break;
            case "json_schema":
                _request.OutputConfig = new OutputConfiguration
                {
                    Format = new JsonOutputFormat(
                        OpenAIJson.TryGet(format, "schema", out JsonElement schema) ? OpenAIJson.Raw(OpenAIJson.Object(schema, Path + ".schema")) : throw OpenAIJson.Wrong(Path + ".schema", "is required"),
                        OpenAIJson.Text(format, "name", Path),
                        OpenAIJson.Text(format, "description", Path)),
                };
                break;
            default:
                throw OpenAIJson.Wrong(Path + ".type", "must be text, json_object or json_schema");
        }
    }

    /// <summary>Reads how much to think, and says whether thoughts shall be shown as summaries.</summary>
    private bool ReadReasoning()
    {
        if (!OpenAIJson.TryGet(body, "reasoning", out JsonElement reasoning))
        {
            return false;
        }

        string? effort = OpenAIJson.Text(OpenAIJson.Object(reasoning, "reasoning"), "effort", "reasoning");
        bool summarize = (OpenAIJson.Text(reasoning, "summary", "reasoning") ?? OpenAIJson.Text(reasoning, "generate_summary", "reasoning")) is not (null or "none");
        if (effort is not null)
        {
            bool thinks = effort != "none";
            _request.Reasoning = new ReasoningConfiguration
            {
                Mode = thinks ? ReasoningMode.Enabled : ReasoningMode.Disabled,
                Effort = thinks ? effort : null,
                Display = thinks && summarize ? "summarized" : null,
            };
        }

        return summarize;
    }

    /// <summary>Reasoning always goes out with what brings it back; of the rest of the list nothing exists here.</summary>
    private void ReadIncludes()
    {
        if (!OpenAIJson.TryGet(body, "include", out JsonElement includes))
        {
            return;
        }

        int index = 0;
        foreach (JsonElement include in OpenAIJson.Items(includes, "include"))
        {
            if (OpenAIJson.Text(include, $"include[{index++}]") is var name and not EncryptedReasoning)
            {
                _dropped.Add("include." + name);
            }
        }
    }

    private bool ReadObfuscation() =>
        !OpenAIJson.TryGet(body, "stream_options", out JsonElement options) || OpenAIJson.Switch(OpenAIJson.Object(options, "stream_options"), "include_obfuscation", "stream_options") != false;
}
