using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>Reads OpenAI's chat completion body into the neutral request. <see cref="OpenAIChatWriter"/> writes it again as it was.</summary>
internal static class OpenAIRequestReader
{
    /// <summary>The dialect's name, the same for every family that speaks it.</summary>
    public const string Dialect = "openai-chat";

    /// <summary>Reads the body.</summary>
    /// <param name="body">The body's object.</param>
    /// <param name="request">Where its members go.</param>
    /// <param name="views">The body's memory, when it lives as long as the request.</param>
    public static void Read(JsonElement body, ConverseRequest request, ReadOnlyMemory<byte> views)
    {
        var reader = new BodyReader(body);
        request.ReadFrom = Dialect;
        if (reader.TryPeek("messages", JsonValueKind.Array, out JsonElement messages) && messages.GetArrayLength() > 0)
        {
            reader.Take("messages");
            OpenAIMessages.Read(messages, request, views);
        }

        ReadInference(reader, request);
        if (reader.TakeString("reasoning_effort") is { } effort)
        {
            request.Reasoning = new ReasoningConfiguration { Effort = effort };
        }

        ReadFormat(reader, request);
        OpenAITools.Read(reader, request);
        request.AdditionalModelRequestFields = reader.Rest() is { IsEmpty: false } rest ? rest : null;
    }

    private static void ReadInference(BodyReader reader, ConverseRequest request)
    {
        string limit = "max_tokens";
        int? maxTokens = reader.TakeInteger(limit);
        if (maxTokens is null)
        {
            limit = "max_completion_tokens";
            maxTokens = reader.TakeInteger(limit);
        }

        double? temperature = reader.TakeNumber("temperature");
        double? topP = reader.TakeNumber("top_p");
        int? topK = reader.TakeInteger("top_k");
        IReadOnlyList<string> stops = reader.TakeStrings("stop");
        bool single = stops.Count == 0 && reader.TakeString("stop") is { } stop && (stops = [stop]).Count > 0;
        if (maxTokens is not null || temperature is not null || topP is not null || topK is not null || stops.Count > 0)
        {
            request.InferenceConfig = new InferenceConfiguration
            {
                MaxTokens = maxTokens,
                Temperature = temperature,
                TopP = topP,
                TopK = topK,
                StopSequences = stops,
                Mark = new WireMark(limit + (single ? " stop" : "")),
            };
        }
    }

    /// <summary>A schema is taken; <c>json_object</c>, which has none, stays a vendor field.</summary>
    private static void ReadFormat(BodyReader reader, ConverseRequest request)
    {
        if (!reader.TryPeek("response_format", JsonValueKind.Object, out JsonElement value))
        {
            return;
        }

        var format = new BodyReader(value);
        if (format.TakeString("type") != "json_schema" || !format.TryTake("json_schema", JsonValueKind.Object, out JsonElement inner) || !format.Rest().IsEmpty)
        {
            return;
        }

        var schema = new BodyReader(inner);
        string? name = schema.TakeString("name");
        string? description = schema.TakeString("description");
        bool strict = schema.TakeBoolean("strict") is true;
        if (schema.TryTake("schema", JsonValueKind.Object, out JsonElement json) && name is not null && strict && schema.Rest().IsEmpty)
        {
            reader.Take("response_format");
            request.OutputConfig = new OutputConfiguration { Format = new JsonOutputFormat(ConverseJson.Raw(json), name, description) };
        }
    }
}
