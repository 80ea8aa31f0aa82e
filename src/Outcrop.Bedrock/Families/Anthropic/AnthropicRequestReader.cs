using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Reads an Anthropic Messages body into the neutral request. <see cref="AnthropicMessagesWriter"/> writes it again as it was.</summary>
internal static class AnthropicRequestReader
{
    /// <summary>The dialect's name.</summary>
    public const string Dialect = "anthropic-messages";

    /// <summary>Reads the body.</summary>
    /// <param name="body">The body's object.</param>
    /// <param name="request">Where its members go.</param>
    /// <param name="views">The body's memory, when it lives as long as the request.</param>
    public static void Read(JsonElement body, ConverseRequest request, ReadOnlyMemory<byte> views)
    {
        var reader = new BodyReader(body);
        request.ReadFrom = Dialect;
        ReadSystem(reader, request, views);
        if (reader.TryPeek("messages", JsonValueKind.Array, out JsonElement messages) && messages.GetArrayLength() > 0)
        {
            reader.Take("messages");
            foreach (JsonElement message in messages.EnumerateArray())
            {
                request.Messages.Add(ReadMessage(message, views));
            }
        }

        int? maxTokens = reader.TakeInteger("max_tokens");
        double? temperature = reader.TakeNumber("temperature");
        double? topP = reader.TakeNumber("top_p");
        int? topK = reader.TakeInteger("top_k");
        IReadOnlyList<string> stops = reader.TakeStrings("stop_sequences");
        if (maxTokens is not null || temperature is not null || topP is not null || topK is not null || stops.Count > 0)
        {
            request.InferenceConfig = new InferenceConfiguration { MaxTokens = maxTokens, Temperature = temperature, TopP = topP, TopK = topK, StopSequences = stops };
        }

        AnthropicTools.Read(reader, request);
        AnthropicOutput.Read(reader, request);
        request.AdditionalModelRequestFields = reader.Rest() is { IsEmpty: false } rest ? rest : null;
    }

    private static void ReadSystem(BodyReader reader, ConverseRequest request, ReadOnlyMemory<byte> views)
    {
        if (reader.TakeString("system") is { } text)
        {
            request.System.Add(new TextBlock(text));
            request.SystemMark = new WireMark(WireMark.Text);
        }
        else if (reader.TryPeek("system", JsonValueKind.Array, out JsonElement blocks) && blocks.GetArrayLength() > 0)
        {
            reader.Take("system");
            AnthropicBlockReader.ReadAll(blocks, request.System, views);
            request.SystemMark = new WireMark(WireMark.Parts);
        }
    }

    private static Message ReadMessage(JsonElement message, ReadOnlyMemory<byte> views)
    {
        var reader = new BodyReader(message);
        var role = new ConversationRole(reader.TakeString("role") ?? throw new JsonException("A message has no role."));
        var content = new List<ContentBlock>();
        string mark = WireMark.Parts;
        if (reader.TakeString("content") is { } text)
        {
            content.Add(new TextBlock(text));
            mark = WireMark.Text;
        }
        else if (reader.TryTake("content", JsonValueKind.Array, out JsonElement blocks))
        {
            AnthropicBlockReader.ReadAll(blocks, content, views);
        }
        else
        {
            throw new JsonException("A message has no content.");
        }

        return new Message(role, content) { Dialect = reader.RestOf(Dialect), Mark = new WireMark(mark) };
    }
}
