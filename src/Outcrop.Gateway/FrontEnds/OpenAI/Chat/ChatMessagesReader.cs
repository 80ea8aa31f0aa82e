using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>Brings the messages of a request into the neutral form: instructions apart, tool answers back to the turn of the user, reasoning with its proofs.</summary>
/// <param name="request">Where they go.</param>
/// <param name="memory">The request's memory.</param>
internal sealed class ChatMessagesReader(ConverseRequest request, ReadOnlyMemory<byte> memory)
{
    /// <summary>The calls of the old form, which have no ids: the name of each with the id it was given here, until it is answered.</summary>
    private readonly List<(string Name, string Id)> _legacyCalls = [];
    private readonly ChatPartsReader _parts = new(memory);
    private int _legacyCount;

    /// <summary>Reads them.</summary>
    /// <param name="messages">The array.</param>
    public void Read(JsonElement messages)
    {
        int index = 0;
        foreach (JsonElement message in OpenAIJson.Items(messages, "messages"))
        {
            string path = $"messages[{index++}]";
            Read(OpenAIJson.Object(message, path), path);
        }

        if (index == 0)
        {
            throw OpenAIJson.Wrong("messages", "must not be empty");
        }
    }

    private void Read(JsonElement message, string path)
    {
        switch (OpenAIJson.RequiredText(message, "role", path))
        {
            case "system" or "developer":
                foreach (ContentBlock block in _parts.ReadContent(message, path, required: true))
                {
                    request.System.Add(block);
                }

                break;
            case "user":
                Add(ConversationRole.User, _parts.ReadContent(message, path, required: true));
                break;
            case "assistant":
                Add(ConversationRole.Assistant, ReadAssistant(message, path));
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
        var content = new List<ContentBlock>();
        ChatReasoning.Read(message, path, content);
        content.AddRange(_parts.ReadContent(message, path, required: false));
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
            string id = $"call_{name}_{_legacyCount++}";
            _legacyCalls.Add((name, id));
            content.Add(new ToolUseBlock(id, name, OpenAIJson.Embedded(OpenAIJson.Text(legacy, "arguments", at) ?? "", at + ".arguments")));
        }

        return content;
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

        Add(ConversationRole.User, cachePoint is null ? [new ToolResultBlock(id, content)] : [new ToolResultBlock(id, content), cachePoint]);
    }

    private string TakeLegacyCall(string name, string path)
    {
        int index = _legacyCalls.FindIndex(call => call.Name == name);
        if (index < 0)
        {
            throw OpenAIJson.Wrong(path + ".name", "answers a function that was not called");
        }

        string id = _legacyCalls[index].Id;
        _legacyCalls.RemoveAt(index);
        return id;
    }

    /// <summary>Bedrock wants the roles to alternate; the results of one round of tools must be one message.</summary>
    private void Add(ConversationRole role, List<ContentBlock> content)
    {
        if (request.Messages.Count > 0 && request.Messages[^1].Role == role)
        {
            foreach (ContentBlock block in content)
            {
                request.Messages[^1].Content.Add(block);
            }
        }
        else
        {
            request.Messages.Add(new Message(role, content));
        }
    }
}
