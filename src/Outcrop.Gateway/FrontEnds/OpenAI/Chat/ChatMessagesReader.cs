using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>Brings the messages of a request into the neutral form: instructions apart, tool answers back to the turn of the user, reasoning with its proofs.</summary>
/// <param name="request">Where they go.</param>
/// <param name="memory">The request's memory.</param>
/// <param name="files">The files that were fetched for the request.</param>
/// <param name="dropped">Told what was left out.</param>
internal sealed class ChatMessagesReader(ConverseRequest request, ReadOnlyMemory<byte> memory, RemoteFiles files, List<string> dropped)
{
    /// <summary>More than any conversation has, and few enough to be read in no time.</summary>
    private const int MostMessages = 20_000;

    /// <summary>The calls of the old form, which have no ids: by name the ids they were given here, until they are answered.</summary>
    private readonly Dictionary<string, Queue<string>> _legacyCalls = new(StringComparer.Ordinal);
    private readonly ChatPartsReader _parts = new(memory, files, dropped);
    private int _legacyCount;
    private bool _hasNames;

    /// <summary>Reads them.</summary>
    /// <param name="messages">The array.</param>
    public void Read(JsonElement messages)
    {
        int index = 0;
        foreach (JsonElement message in OpenAIJson.Items(messages, "messages"))
        {
            string path = $"messages[{index}]";
            if (index++ == MostMessages)
            {
                throw OpenAIJson.Wrong("messages", $"must not be more than {MostMessages}");
            }

            Read(OpenAIJson.Object(message, path), path);
        }

        if (index == 0)
        {
            throw OpenAIJson.Wrong("messages", "must not be empty");
        }

        // OpenAI's models answer instructions alone, and many templates are written so; Bedrock's need a user who says something.
        if (request.Messages.Count == 0)
        {
            Conversation.Add(request, ConversationRole.User, [.. request.System]);
            request.System.Clear();
        }
    }

    private void Read(JsonElement message, string path)
    {
        string role = OpenAIJson.RequiredText(message, "role", path);
        NoteName(message, role, path);
        switch (role)
        {
            case "system" or "developer":
                foreach (ContentBlock block in _parts.ReadContent(message, path, required: true, textOnly: true))
                {
                    request.System.Add(block);
                }

                break;
            case "user":
                Conversation.Add(request, ConversationRole.User, _parts.ReadContent(message, path, required: true));
                break;
            case "assistant":
                Conversation.Add(request, ConversationRole.Assistant, ReadAssistant(message, path));
                break;
            case "tool":
                AddResult(OpenAIJson.RequiredText(message, "tool_call_id", path), message, path);
                break;
            case "function":
                AddResult(TakeLegacyCall(OpenAIJson.RequiredText(message, "name", path), path), message, path);
                break;
            default:
                throw OpenAIJson.Wrong(path + ".role", "must be system, developer, user, assistant, tool or function");
        }
    }

    private List<ContentBlock> ReadAssistant(JsonElement message, string path)
    {
        List<ContentBlock> content = _parts.ReadContent(message, path, required: false);
        if (OpenAIJson.TryGet(message, "audio", out _))
        {
            throw OpenAIJson.Wrong(path + ".audio", "names an answer in sound, which no model on Bedrock gives");
        }

        if (OpenAIJson.Text(message, "refusal", path) is { Length: > 0 } refusal)
        {
            content.Add(new TextBlock(refusal));
        }

        if (OpenAIJson.TryGet(message, "tool_calls", out JsonElement calls))
        {
            int index = 0;
            foreach (JsonElement call in OpenAIJson.Items(calls, path + ".tool_calls"))
            {
                content.Add(ReadCall(call, $"{path}.tool_calls[{index++}]"));
            }
        }

        if (OpenAIJson.TryGet(message, "function_call", out JsonElement legacy))
        {
            string at = path + ".function_call";
            string name = OpenAIJson.RequiredText(OpenAIJson.Object(legacy, at), "name", at);
            string id = $"call_legacy_{_legacyCount++}";
            (_legacyCalls.TryGetValue(name, out Queue<string>? open) ? open : _legacyCalls[name] = new Queue<string>()).Enqueue(id);
            content.Add(new ToolUseBlock(id, name, OpenAIJson.Embedded(OpenAIJson.Text(legacy, "arguments", at) ?? "", at + ".arguments")));
        }

        ChatReasoningReader.Insert(message, path, content);
        return content;
    }

    /// <summary>Bedrock's messages have a role and no name; a function's result needs its name to find its call.</summary>
    private void NoteName(JsonElement message, string role, string path)
    {
        if (!_hasNames && role is not ("tool" or "function") && OpenAIJson.Text(message, "name", path) is { Length: > 0 })
        {
            _hasNames = true;
            dropped.Add("messages.name");
        }
    }

    private static ToolUseBlock ReadCall(JsonElement call, string path)
    {
        string type = OpenAIJson.Text(OpenAIJson.Object(call, path), "type", path) ?? "function";
        if (type != "function" || !OpenAIJson.TryGet(call, "function", out JsonElement function))
        {
            throw OpenAIJson.Wrong(path + ".type", "must be function: no model on Bedrock has custom tools");
        }

        string at = path + ".function";
        return new ToolUseBlock(
            OpenAIJson.RequiredText(call, "id", path),
            OpenAIJson.RequiredText(OpenAIJson.Object(function, at), "name", at),
            OpenAIJson.Embedded(OpenAIJson.Text(function, "arguments", at) ?? "", at + ".arguments"));
    }

    private void AddResult(string id, JsonElement message, string path)
    {
        var content = new List<ContentBlock>();
        ContentBlock? cachePoint = null;
        foreach (ContentBlock block in _parts.ReadContent(message, path, required: false))
        {
            // A cache point stands beside a result, never within it.
            if (block is CachePointBlock)
            {
                cachePoint = block;
            }
            else
            {
                content.Add(block);
            }
        }

        Conversation.Add(request, ConversationRole.User, cachePoint is null ? [new ToolResultBlock(id, content)] : [new ToolResultBlock(id, content), cachePoint]);
    }

    private string TakeLegacyCall(string name, string path)
    {
        return _legacyCalls.TryGetValue(name, out Queue<string>? open) && open.TryDequeue(out string? id) ? id : throw OpenAIJson.Wrong(path + ".name", "answers a function that was not called");
    }
}
