using System.Buffers;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>
/// Brings input items into the neutral form: instructions apart, calls and thoughts into the assistant's turn, the results of one round of tools into one message of the user's, before anything else
/// the user says. An item that only its id names is looked up among what the same caller has stored.
/// </summary>
/// <param name="request">Where they go.</param>
/// <param name="shelf">What the caller has stored.</param>
/// <param name="api">The API the request goes through.</param>
/// <param name="files">The files that were fetched for the request.</param>
/// <param name="dropped">Told what was left out.</param>
internal sealed class ResponsesInputReader(ConverseRequest request, ResponseShelf shelf, BedrockApi api, RemoteFiles files, List<string> dropped)
{
    private bool _readsStored;

    /// <summary>Reads the member <c>input</c>: a text, or items.</summary>
    /// <param name="input">The member.</param>
    /// <param name="memory">The request's memory.</param>
    public void Read(JsonElement input, ReadOnlyMemory<byte> memory)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            Conversation.Add(request, ConversationRole.User, [new TextBlock(OpenAIJson.Text(input, "input"))]);
            return;
        }

        var parts = new ResponsesPartsReader(memory, files, dropped);
        int index = 0;
        foreach (JsonElement item in input.ValueKind == JsonValueKind.Array ? input.EnumerateArray() : throw OpenAIJson.Wrong("input", "must be a string or an array of items"))
        {
            string path = $"input[{index++}]";
            ReadItem(OpenAIJson.Object(item, path), path, parts);
        }
    }

    /// <summary>Reads items that are stored.</summary>
    /// <param name="items">The items.</param>
    public void Read(IReadOnlyList<StoredItem> items)
    {
        foreach (StoredItem item in items)
        {
            ReadStored(item);
        }
    }

    private void ReadStored(StoredItem item)
    {
        using JsonDocument document = OpenAIJson.Parse(item.Json);
        _readsStored = true;
        ReadItem(document.RootElement, item.Id, new ResponsesPartsReader(item.Json, files, dropped));
        _readsStored = false;
    }

    /// <summary>Nothing that is stored refers to anything: whoever has an item named by itself stored would else be led in a circle.</summary>
    private StoredItem? Find(string id) => _readsStored ? null : shelf.FindItem(id);

    private void ReadItem(JsonElement item, string path, ResponsesPartsReader parts)
    {
        string? type = OpenAIJson.Text(item, "type", path) ?? (OpenAIJson.TryGet(item, "role", out _) ? "message" : OpenAIJson.TryGet(item, "id", out _) ? "item_reference" : null);
        switch (type)
        {
            case "message":
                ReadMessage(item, path, parts);
                break;
            case "function_call":
                AddCall(item, path, OpenAIJson.Embedded(OpenAIJson.Text(item, "arguments", path) ?? "", path + ".arguments"));
                break;
            case "custom_tool_call":
                AddCall(item, path, CustomArguments(OpenAIJson.Text(item, "input", path) ?? ""));
                break;
            case "function_call_output" or "custom_tool_call_output":
                AddResult(new ToolResultBlock(OpenAIJson.RequiredText(item, "call_id", path), parts.Read(item, "output", path)));
                break;
            case "reasoning":
                ReadReasoning(item, path);
                break;
            case "item_reference":
                string id = OpenAIJson.RequiredText(item, "id", path);
                ReadStored(Find(id) ?? throw ResponseShelf.NotFound($"Item with id '{id}' not found: it was not stored, or not by this key, or not kept so long.", path + ".id"));
                break;
            case "web_search_call" or "file_search_call" or "code_interpreter_call" or "image_generation_call" or "mcp_list_tools" or "mcp_call" or "tool_search_call" or "tool_search_output":
                // Traces of what OpenAI's servers once ran: the answer that followed from them stands in the conversation.
                dropped.Add("input." + type);
                break;
            case null:
                throw OpenAIJson.Wrong(path + ".type", "is required");
            default:
                throw OpenAIJson.Wrong(path + ".type", $"is {type}, which no model on Bedrock takes");
        }
    }

    private void ReadMessage(JsonElement item, string path, ResponsesPartsReader parts)
    {
        switch (OpenAIJson.RequiredText(item, "role", path))
        {
            case "system" or "developer":
                foreach (ContentBlock block in parts.Read(item, "content", path))
                {
                    request.System.Add(block);
                }

                break;
            case "user":
                AddUnlessEmpty(ConversationRole.User, parts.Read(item, "content", path));
                break;
            case "assistant":
                AddUnlessEmpty(ConversationRole.Assistant, parts.Read(item, "content", path));
                break;
            default:
                throw OpenAIJson.Wrong(path + ".role", "must be user, assistant, system or developer");
        }
    }

    private void AddUnlessEmpty(ConversationRole role, List<ContentBlock> content)
    {
        if (content.Count > 0)
        {
            Conversation.Add(request, role, content);
        }
    }

    private void AddCall(JsonElement item, string path, RawJson arguments)
    {
        string name = ResponsesToolNames.Flatten(OpenAIJson.Text(item, "namespace", path), OpenAIJson.RequiredText(item, "name", path));
        Conversation.Add(request, ConversationRole.Assistant, [new ToolUseBlock(OpenAIJson.RequiredText(item, "call_id", path), name, arguments)]);
    }

    private void AddResult(ToolResultBlock result)
    {
        if (request.Messages.Count == 0 || request.Messages[^1].Role != ConversationRole.User)
        {
            Conversation.Add(request, ConversationRole.User, [result]);
            return;
        }

        IList<ContentBlock> content = request.Messages[^1].Content;
        int place = 0;
        while (place < content.Count && content[place] is ToolResultBlock)
        {
            place++;
        }

        content.Insert(place, result);
    }

    /// <summary>By what the item carries itself, else by what is stored under its id, else by the text it shows, which is no proof.</summary>
    private void ReadReasoning(JsonElement item, string path)
    {
        string? encrypted = OpenAIJson.Text(item, "encrypted_content", path);
        string? id = OpenAIJson.Text(item, "id", path);
        if (encrypted is not null && ReasoningEnvelope.Is(encrypted))
        {
            Conversation.Add(request, ConversationRole.Assistant, [ReasoningEnvelope.Read(encrypted, path + ".encrypted_content")]);
            return;
        }

        string text = TextOf(item, "summary", path) is { Length: > 0 } summary ? summary : TextOf(item, "content", path);
        if (encrypted is { Length: > 0 })
        {
            if (api == BedrockApi.OpenAIResponses && id is not null)
            {
                Conversation.Add(request, ConversationRole.Assistant, [new ReasoningBlock(text, ReasoningItem.ToSignature(id, encrypted))]);
                return;
            }

            dropped.Add("input.encrypted_content");
        }
        else if (id is not null && Find(id) is { } stored)
        {
            ReadStored(stored);
            return;
        }

        if (text.Length > 0)
        {
            Conversation.Add(request, ConversationRole.Assistant, [new ReasoningBlock(text)]);
        }
    }

    private static string TextOf(JsonElement item, string name, string path)
    {
        if (!OpenAIJson.TryGet(item, name, out JsonElement parts))
        {
            return "";
        }

        var text = new StringBuilder();
        string at = $"{path}.{name}";
        foreach (JsonElement part in OpenAIJson.Items(parts, at))
        {
            string piece = OpenAIJson.Text(OpenAIJson.Object(part, at), "text", at) ?? "";
            text.Append(text.Length > 0 && piece.Length > 0 ? "\n\n" : "").Append(piece);
        }

        return text.ToString();
    }

    private static RawJson CustomArguments(string input)
    {
        var arguments = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(arguments))
        {
            json.WriteStartObject();
            json.WriteString(ResponsesToolNames.CustomArgument, input);
            json.WriteEndObject();
        }

        return new RawJson(arguments.WrittenMemory);
    }
}
