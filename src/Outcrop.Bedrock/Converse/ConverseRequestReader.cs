using System.Text.Json;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Converse;

/// <summary>Reads the body of <c>Converse</c> and <c>ConverseStream</c>. Written again by <see cref="ConverseRequestWriter"/> it is the same JSON, key order and number spelling aside.</summary>
internal static class ConverseRequestReader
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">UTF-8 JSON; everything kept is copied out of it, unless <paramref name="keepsBody"/> says that it need not be.</param>
    /// <param name="modelId">The model id of the path.</param>
    /// <param name="keepsBody">Whether the body's memory lives as long as the request; files in it are then views over it.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: the body is no Converse request.</exception>
    public static ConverseRequest Read(ReadOnlyMemory<byte> body, string modelId, bool keepsBody = false)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            return ReadBody(document.RootElement, modelId, keepsBody ? body : default);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, "The body is not a Converse request: " + fault.Message, fault);
        }
    }

    private static ConverseRequest ReadBody(JsonElement body, string modelId, ReadOnlyMemory<byte> views)
    {
        var request = new ConverseRequest { ModelId = modelId };
        foreach (JsonProperty member in body.EnumerateObject())
        {
            JsonElement value = member.Value;
            switch (member.Name)
            {
                case "messages":
                    ReadMessages(value, request.Messages, views);
                    break;
                case "system" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0:
                    foreach (JsonElement block in value.EnumerateArray())
                    {
                        request.System.Add(ContentBlockReader.Read(block, views));
                    }

                    break;
                case "inferenceConfig" when value.ValueKind == JsonValueKind.Object:
                    request.InferenceConfig = ReadInference(value);
                    break;
                case "toolConfig" when value.ValueKind == JsonValueKind.Object && value.TryGetProperty("tools", out JsonElement tools):
                    request.ToolConfig = ReadTools(value, tools);
                    break;
                case "additionalModelRequestFields":
                    request.AdditionalModelRequestFields = ConverseJson.Raw(value);
                    break;
                default:
                    if (!RequestMemberReader.TryRead(request, member.Name, value))
                    {
                        request.AdditionalMembers[member.Name] = ConverseJson.Raw(value);
                    }

                    break;
            }
        }

        return request;
    }

    /// <summary>Reads an array of messages.</summary>
    public static void ReadMessages(JsonElement array, IList<Message> messages, ReadOnlyMemory<byte> views)
    {
        foreach (JsonElement message in array.EnumerateArray())
        {
            var role = new ConversationRole(message.GetProperty("role").GetString() ?? throw new JsonException("A message has no role."));
            messages.Add(new Message(role, ContentBlockReader.ReadAll(message.GetProperty("content"), views)) { Additional = ConverseJson.Rest(message, "role", "content") });
        }
    }

    /// <summary>Members that are null or empty go into <see cref="InferenceConfiguration.Additional"/> too, so that they are written again.</summary>
    private static InferenceConfiguration ReadInference(JsonElement value)
    {
        int? maxTokens = Number(value, "maxTokens") is { } number ? number.GetInt32() : null;
        double? temperature = Number(value, "temperature")?.GetDouble();
        double? topP = Number(value, "topP")?.GetDouble();
        var stops = new List<string>();
        if (value.TryGetProperty("stopSequences", out JsonElement sequences) && sequences.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement stop in sequences.EnumerateArray())
            {
                stops.Add(stop.GetString() ?? throw new JsonException("A stop sequence is null."));
            }
        }

        return new InferenceConfiguration
        {
            MaxTokens = maxTokens,
            Temperature = temperature,
            TopP = topP,
            StopSequences = stops,
            Additional = ConverseJson.Rest(
                value,
                maxTokens is null ? "" : "maxTokens",
                temperature is null ? "" : "temperature",
                topP is null ? "" : "topP",
                stops.Count == 0 ? "" : "stopSequences"),
        };
    }

    private static JsonElement? Number(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>Reads a tool configuration.</summary>
    public static ToolConfiguration ReadTools(JsonElement value, JsonElement array)
    {
        var tools = new List<Tool>(array.GetArrayLength());
        foreach (JsonElement entry in array.EnumerateArray())
        {
            foreach (JsonProperty member in entry.EnumerateObject())
            {
                tools.Add(ReadTool(member.Name, member.Value) ?? new UnknownTool(member.Name, ConverseJson.Raw(member.Value)));
                break;
            }
        }

        ToolChoice? choice = value.TryGetProperty("toolChoice", out JsonElement chosen) ? ReadChoice(chosen) : null;
        return new ToolConfiguration(tools, choice) { Additional = ConverseJson.Rest(value, "tools", choice is null ? "" : "toolChoice") };
    }

    private static Tool? ReadTool(string name, JsonElement value) => name switch
    {
        "toolSpec" => ReadSpecification(value),
        "systemTool" when ConverseJson.GetString(value, "name") is { } tool => new SystemTool(tool) { Additional = ConverseJson.Rest(value, "name") },
        "cachePoint" when ContentBlockReader.ReadCachePoint(value) is { } point => new CachePointTool(point.Ttl) { Additional = point.Additional },
        _ => null,
    };

    private static Tool ReadSpecification(JsonElement value)
    {
        // A schema that is not the one union member we know stays as it is, whole.
        if (!value.TryGetProperty("inputSchema", out JsonElement union) || !union.TryGetProperty("json", out JsonElement schema))
        {
            return new UnknownTool("toolSpec", ConverseJson.Raw(value));
        }

        string name = value.GetProperty("name").GetString() ?? throw new JsonException("A tool has no name.");
        bool? strict = value.TryGetProperty("strict", out JsonElement flag) && flag.ValueKind != JsonValueKind.Null ? flag.GetBoolean() : null;
        string? description = ConverseJson.GetString(value, "description");
        return new ToolSpecification(name, description, ConverseJson.Raw(schema), strict)
        {
            Additional = ConverseJson.Rest(value, "name", description is null ? "" : "description", "inputSchema", strict is null ? "" : "strict"),
        };
    }

    private static ToolChoice? ReadChoice(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            return member.Name switch
            {
                "auto" => ToolChoice.Auto,
                "any" => ToolChoice.Any,
                "tool" => new NamedToolChoice(member.Value.GetProperty("name").GetString() ?? throw new JsonException("A tool choice has no name.")),
                _ => null,
            };
        }

        return null;
    }
}
