using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.Cohere;

/// <summary>
/// Reads Command R's body into the neutral request. Its calls have no ids, so they are numbered; a member that is not shaped as <see cref="CohereConversation"/> and
/// <see cref="CohereTools"/> write it stays a vendor field, whole.
/// </summary>
internal static class CohereRequestReader
{
    /// <summary>The parameters of a tool, which are no JSON schema.</summary>
    public const string Definitions = "parameter_definitions";

    /// <summary>Reads the body.</summary>
    /// <param name="body">The body's object.</param>
    /// <param name="request">Where its members go.</param>
    /// <param name="dialect">The family's name.</param>
    public static void Read(JsonElement body, ConverseRequest request, string dialect)
    {
        var reader = new BodyReader(body);
        if (reader.TryPeek("message", JsonValueKind.String, out JsonElement message) && !string.IsNullOrWhiteSpace(message.GetString()))
        {
            reader.Take("message");
            ReadConversation(reader, message.GetString()!, request);
        }

        int? maxTokens = reader.TakeInteger("max_tokens");
        double? temperature = reader.TakeNumber("temperature");
        double? topP = reader.TakeNumber("p");
        int? topK = reader.TakeInteger("k");
        IReadOnlyList<string> stops = reader.TakeStrings("stop_sequences");
        if (maxTokens is not null || temperature is not null || topP is not null || topK is not null || stops.Count > 0)
        {
            request.InferenceConfig = new InferenceConfiguration { MaxTokens = maxTokens, Temperature = temperature, TopP = topP, TopK = topK, StopSequences = stops };
        }

        if (reader.TryPeek("tools", JsonValueKind.Array, out JsonElement tools) && tools.GetArrayLength() > 0)
        {
            reader.Take("tools");
            request.ToolConfig = new ToolConfiguration([.. tools.EnumerateArray().Select(tool => ReadTool(tool, dialect))]);
        }

        request.AdditionalModelRequestFields = reader.Rest() is { IsEmpty: false } rest ? rest : null;
    }

    private static void ReadConversation(BodyReader reader, string question, ConverseRequest request)
    {
        if (reader.TryPeek("preamble", JsonValueKind.String, out JsonElement preamble) && !string.IsNullOrWhiteSpace(preamble.GetString()))
        {
            reader.Take("preamble");
            request.System.Add(new TextBlock(preamble.GetString()!));
        }

        if (reader.TryPeek("chat_history", JsonValueKind.Array, out JsonElement history) && ReadHistory(history) is { Count: > 0 } turns)
        {
            reader.Take("chat_history");
            foreach (Message turn in turns)
            {
                request.Messages.Add(turn);
            }
        }

        var content = new List<ContentBlock>();
        if (reader.TryPeek("documents", JsonValueKind.Array, out JsonElement documents) && ReadDocuments(documents) is { Count: > 0 } read)
        {
            reader.Take("documents");
            content.AddRange(read);
        }

        content.Add(new TextBlock(question));
        request.Messages.Add(new Message(ConversationRole.User, content));
        if (reader.TryPeek("tool_results", JsonValueKind.Array, out JsonElement results) && results.GetArrayLength() > 0)
        {
            ReadResults(reader, results, request);
        }
    }

    /// <returns>The turns; <see langword="null"/> when they are not plain texts of user and model by turns, the model last.</returns>
    private static List<Message>? ReadHistory(JsonElement history)
    {
        var turns = new List<Message>(history.GetArrayLength());
        foreach (JsonElement item in history.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var entry = new BodyReader(item);
            string? role = entry.TakeString("role");
            string? text = entry.TakeString("message");
            ConversationRole speaker = role == "CHATBOT" ? ConversationRole.Assistant : ConversationRole.User;
            if (role is not ("USER" or "CHATBOT") || string.IsNullOrWhiteSpace(text) || !entry.Rest().IsEmpty || (turns.Count > 0 && turns[^1].Role == speaker))
            {
                return null;
            }

            turns.Add(new Message(speaker, text));
        }

        return turns is [.., { Role: var last }] && last == ConversationRole.Assistant ? turns : null;
    }

    private static List<DocumentBlock>? ReadDocuments(JsonElement documents)
    {
        var read = new List<DocumentBlock>(documents.GetArrayLength());
        foreach (JsonElement item in documents.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var document = new BodyReader(item);
            string? title = document.TakeString("title");
            string? snippet = document.TakeString("snippet");
            if (title is null || snippet is null || !document.Rest().IsEmpty)
            {
                return null;
            }

            read.Add(new DocumentBlock(title, "txt", new TextSource(snippet)));
        }

        return read;
    }

    private static void ReadResults(BodyReader reader, JsonElement results, ConverseRequest request)
    {
        var calls = new List<ContentBlock>();
        var answers = new List<ContentBlock>();
        foreach (JsonElement item in results.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("call", out JsonElement value) || value.ValueKind != JsonValueKind.Object
                || !item.TryGetProperty("outputs", out JsonElement outputs) || outputs.ValueKind != JsonValueKind.Array || item.GetPropertyCount() != 2)
            {
                return;
            }

            var call = new BodyReader(value);
            string? name = call.TakeString("name");
            if (name is null || !call.TryTake("parameters", JsonValueKind.Object, out JsonElement parameters) || !call.Rest().IsEmpty
                || outputs.EnumerateArray().Any(static output => output.ValueKind != JsonValueKind.Object))
            {
                return;
            }

            string id = string.Create(CultureInfo.InvariantCulture, $"call-{calls.Count}");
            calls.Add(new ToolUseBlock(id, name, ConverseJson.Raw(parameters)));
            answers.Add(new ToolResultBlock(id, [.. outputs.EnumerateArray().Select(ReadOutput)]));
        }

        reader.Take("tool_results");
        request.Messages.Add(new Message(ConversationRole.Assistant, calls));
        request.Messages.Add(new Message(ConversationRole.User, answers));
    }

    /// <summary>An output of one text is that text, as the writer has it; every other is its object.</summary>
    private static ContentBlock ReadOutput(JsonElement output) =>
        output.GetPropertyCount() == 1 && output.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(text.GetString())
            ? new TextBlock(text.GetString()!)
            : new JsonBlock(ConverseJson.Raw(output));

    private static Tool ReadTool(JsonElement item, string dialect)
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            var tool = new BodyReader(item);
            if (tool.TakeString("name") is { } name && tool.TryPeek(Definitions, JsonValueKind.Object, out JsonElement definitions))
            {
                RawJson schema = ToSchema(definitions, out bool exact);
                if (exact)
                {
                    tool.Take(Definitions);
                }

                return new ToolSpecification(name, tool.TakeString("description"), schema) { Dialect = tool.RestOf(dialect) };
            }
        }

        RawJson raw = ConverseJson.Raw(item);
        return new UnknownTool("tool", raw) { Dialect = new DialectMembers(dialect, raw) };
    }

    /// <summary>A JSON schema of a flat list of parameters.</summary>
    /// <param name="definitions">The list.</param>
    /// <param name="exact">Whether the writer makes the same list of it again; else this dialect keeps its own.</param>
    private static RawJson ToSchema(JsonElement definitions, out bool exact)
    {
        exact = true;
        var required = new List<string>();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "object");
            writer.WriteStartObject("properties");
            foreach (JsonProperty parameter in definitions.EnumerateObject())
            {
                writer.WriteStartObject(parameter.Name);
                exact &= parameter.Value.ValueKind == JsonValueKind.Object && WriteParameter(writer, parameter.Name, new BodyReader(parameter.Value), required);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            if (required.Count > 0)
            {
                writer.WritePropertyName("required");
                BodyWriter.WriteStrings(writer, required);
            }

            writer.WriteEndObject();
        }

        return new RawJson(buffer.WrittenMemory);
    }

    private static bool WriteParameter(Utf8JsonWriter writer, string name, BodyReader parameter, List<string> required)
    {
        if (parameter.TakeString("description") is { } description)
        {
            writer.WriteString("description", description);
        }

        string? word = parameter.TakeString("type");
        string? type = word switch { "str" => "string", "int" => "integer", "float" => "number", "bool" => "boolean", "list" => "array", "dict" => "object", _ => null };
        if (type is not null)
        {
            writer.WriteString("type", type);
        }

        bool? demanded = parameter.TakeBoolean("required");
        if (demanded is true)
        {
            required.Add(name);
        }

        return type is not null && demanded is not null && parameter.Rest().IsEmpty;
    }
}
