using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>
/// Reads OpenAI's messages. The results of tools, each a message there, and what the user says after them are one message of the user's here, as Bedrock demands it;
/// the writer gives results their messages again.
/// </summary>
internal static class OpenAIMessages
{
    private const string Dialect = OpenAIRequestReader.Dialect;
    private static readonly string[] s_reasoning = ["reasoning_content", "reasoning"];

    /// <summary>Reads the array. A first message of the system's, or the developer's, becomes the system prompt; later ones stay where they are.</summary>
    public static void Read(JsonElement array, ConverseRequest request, ReadOnlyMemory<byte> views)
    {
        var results = new List<ContentBlock>();
        bool first = true;
        foreach (JsonElement item in array.EnumerateArray())
        {
            var reader = new BodyReader(item);
            string role = reader.TakeString("role") ?? throw new JsonException("A message has no role.");
            if (role == "tool" && reader.TakeString("tool_call_id") is { } id)
            {
                results.Add(ReadResult(reader, id, views));
            }
            else if (!first || !TryReadSystem(reader, role, request, views))
            {
                AddMessage(reader, role, request, results, views);
            }

            first = false;
        }

        Flush(request, results);
    }

    private static bool TryReadSystem(BodyReader reader, string role, ConverseRequest request, ReadOnlyMemory<byte> views)
    {
        if (role is not ("system" or "developer") || reader.Value.GetPropertyCount() != 2)
        {
            return false;
        }

        var content = new List<ContentBlock>();
        string mark = ReadContent(reader, content, views);
        if (content.Count == 0 || !content.TrueForAll(static block => block is TextBlock))
        {
            return false;
        }

        foreach (ContentBlock block in content)
        {
            request.System.Add(block);
        }

        request.SystemMark = new WireMark(role + " " + mark);
        return true;
    }

    private static void AddMessage(BodyReader reader, string role, ConverseRequest request, List<ContentBlock> results, ReadOnlyMemory<byte> views)
    {
        if (role != "user")
        {
            Flush(request, results);
        }

        var content = new List<ContentBlock>();
        if (role == "assistant")
        {
            ReadReasoning(reader, content);
        }

        int before = content.Count;
        string mark = ReadContent(reader, content, views);
        ReadCalls(reader, content);

        if (content.Count == before && mark == WireMark.Text)
        {
            content.Add(new TextBlock(""));
        }

        // A developer in the midst of a conversation speaks as the system; the word comes back from the mark.
        mark += role == "developer" ? " developer" : "";
        content.InsertRange(0, results);
        results.Clear();
        request.Messages.Add(new Message(new ConversationRole(role == "developer" ? "system" : role), content) { Dialect = reader.RestOf(Dialect), Mark = new WireMark(mark) });
    }

    private static void Flush(ConverseRequest request, List<ContentBlock> results)
    {
        if (results.Count > 0)
        {
            request.Messages.Add(new Message(ConversationRole.User, results));
            results.Clear();
        }
    }

    private static ToolResultBlock ReadResult(BodyReader reader, string id, ReadOnlyMemory<byte> views)
    {
        var content = new List<ContentBlock>();
        string mark = ReadContent(reader, content, views);
        if (content.Count == 0 && mark == WireMark.Text)
        {
            content.Add(new TextBlock(""));
        }

        return new ToolResultBlock(id, content) { Dialect = reader.RestOf(Dialect), Mark = new WireMark(mark) };
    }

    /// <returns>How the content is spelt. An empty text gives no block.</returns>
    private static string ReadContent(BodyReader reader, List<ContentBlock> content, ReadOnlyMemory<byte> views)
    {
        if (reader.TakeString("content") is { } text)
        {
            if (text.Length > 0)
            {
                content.Add(new TextBlock(text));
            }

            return WireMark.Text;
        }

        if (reader.TryTake("content", JsonValueKind.Null, out _))
        {
            return WireMark.Null;
        }

        if (reader.TryTake("content", JsonValueKind.Array, out JsonElement parts))
        {
            foreach (JsonElement part in parts.EnumerateArray())
            {
                content.Add(OpenAIParts.Read(part, views));
            }

            return WireMark.Parts;
        }

        return WireMark.Absent;
    }

    private static void ReadReasoning(BodyReader reader, List<ContentBlock> content)
    {
        foreach (string name in s_reasoning)
        {
            if (reader.TakeString(name) is { } thought)
            {
                content.Add(new ReasoningBlock(thought) { Mark = new WireMark(name) });
            }
        }
    }

    /// <summary>Calls of a shape that is not known leave the whole list to the rest.</summary>
    private static void ReadCalls(BodyReader reader, List<ContentBlock> content)
    {
        if (!reader.TryPeek("tool_calls", JsonValueKind.Array, out JsonElement array) || array.GetArrayLength() == 0)
        {
            return;
        }

        var calls = new List<ContentBlock>(array.GetArrayLength());
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || OpenAITools.ReadCall(new BodyReader(item)) is not { } call)
            {
                return;
            }

            calls.Add(call);
        }

        reader.Take("tool_calls");
        content.AddRange(calls);
    }
}
