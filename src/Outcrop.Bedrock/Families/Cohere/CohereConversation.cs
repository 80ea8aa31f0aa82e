using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.TextPrompts;

namespace Outcrop.Bedrock.Families.Cohere;

/// <summary>
/// A conversation as Command R wants it: the last thing the user said, what was said before, the documents to answer from, and the results of the tools that were called since. Results
/// of earlier questions have no place in the body; their answers' texts remain and the caller is told.
/// </summary>
internal sealed class CohereConversation
{
    private readonly string _family;
    private readonly ICollection<DroppedParameter> _dropped;
    private readonly List<TextTurn> _turns = [];
    private readonly Dictionary<string, (ToolUseBlock Call, string Path)> _calls = new(StringComparer.Ordinal);
    private readonly List<(ToolResultBlock Result, string Path)> _results = [];
    private readonly List<(string Title, string Text)> _documents = [];
    private string _system = "";

    private CohereConversation(string family, ICollection<DroppedParameter> dropped)
    {
        _family = family;
        _dropped = dropped;
    }

    /// <summary>Reads a request.</summary>
    /// <exception cref="Errors.BedrockException">The conversation holds what the family cannot take, or ends with the model.</exception>
    public static CohereConversation Read(string family, ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        var conversation = new CohereConversation(family, dropped);
        conversation._system = conversation.TextOf(request.System, "system", "\n\n");
        for (int i = 0; i < request.Messages.Count; i++)
        {
            conversation.Add(request.Messages[i], string.Create(CultureInfo.InvariantCulture, $"messages[{i}].content"));
        }

        return conversation._turns is [.., { IsAssistant: false }] ? conversation : throw FamilyRequest.Refuse(family, "messages", "conversation that does not end with the user");
    }

    /// <summary>Writes the members of the body.</summary>
    public void Write(BodyWriter body)
    {
        body.String("message", _turns[^1].Text);
        if (_turns.Count > 1)
        {
            body.Name("chat_history");
            body.Json.WriteStartArray();
            for (int i = 0; i < _turns.Count - 1; i++)
            {
                body.Json.WriteStartObject();
                body.Json.WriteString("role", _turns[i].IsAssistant ? "CHATBOT" : "USER");
                body.Json.WriteString("message", _turns[i].Text);
                body.Json.WriteEndObject();
            }

            body.Json.WriteEndArray();
        }

        if (_system.Length > 0)
        {
            body.String("preamble", _system);
        }

        if (_documents.Count > 0)
        {
            body.Name("documents");
            body.Json.WriteStartArray();
            foreach ((string title, string text) in _documents)
            {
                body.Json.WriteStartObject();
                body.Json.WriteString("title", title);
                body.Json.WriteString("snippet", text);
                body.Json.WriteEndObject();
            }

            body.Json.WriteEndArray();
        }

        WriteResults(body);
    }

    private void Add(Message message, string path)
    {
        string text = TextOf(message.Content, path, "\n");
        if (message.Role == ConversationRole.System)
        {
            _system = _system.Length == 0 ? text : _system + "\n\n" + text;
            return;
        }

        bool assistant = message.Role == ConversationRole.Assistant;
        if (text.Length == 0)
        {
            return;
        }

        if (assistant && message.Content.Any(static block => block is ToolUseBlock))
        {
            DropTexts(message, path);
            return;
        }

        if (assistant && _results.Count > 0)
        {
            // The model has answered: the calls belong to a question that is closed.
            foreach ((_, string at) in _results)
            {
                _dropped.Add(new DroppedParameter(at + ".toolResult", "the family takes tool results of the last question only"));
            }

            DropCalls("the family takes tool calls of the last question only");
            _results.Clear();
        }

        if (_turns.Count > 0 && _turns[^1].IsAssistant == assistant)
        {
            _turns[^1] = new TextTurn(assistant, _turns[^1].Text + "\n" + text);
        }
        else
        {
            _turns.Add(new TextTurn(assistant, text));
        }
    }

    private string TextOf(IList<ContentBlock> blocks, string path, string separator)
    {
        var text = new StringBuilder();
        for (int i = 0; i < blocks.Count; i++)
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            switch (blocks[i])
            {
                case ToolUseBlock call:
                    _calls[call.ToolUseId] = (call, at);
                    break;
                case ToolResultBlock result:
                    if (result.Status == "error")
                    {
                        _dropped.Add(new DroppedParameter(at + ".toolResult.status", "the family has no mark for a failed tool"));
                    }

                    _results.Add((result, at));
                    break;
                case DocumentBlock document:
                    AddDocument(document, at);
                    break;
                default:
                    if (TextConversation.TextOf(_family, blocks[i], at, _dropped) is { } piece && !string.IsNullOrWhiteSpace(piece))
                    {
                        text.Append(text.Length == 0 ? "" : separator).Append(piece);
                    }

                    break;
            }
        }

        return text.ToString();
    }

    private void AddDocument(DocumentBlock document, string path)
    {
        _documents.Add((document.Name, DocumentText.Of(document) ?? throw FamilyRequest.Refuse(_family, path, "documents but text")));
        if (document.Context is not null)
        {
            _dropped.Add(new DroppedParameter(path + ".document.context", "the family's documents have a name and a text"));
        }

        // The family cites of its own accord and cannot be told to or not to.
        if (document.Citations is not null)
        {
            _dropped.Add(new DroppedParameter(path + ".document.citations", "the family cites whatever it uses"));
        }
    }

    private void DropTexts(Message message, string path)
    {
        for (int i = 0; i < message.Content.Count; i++)
        {
            if (message.Content[i] is TextBlock or CitationsBlock)
            {
                _dropped.Add(new DroppedParameter(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}].text"), "the family takes no text beside tool calls"));
            }
        }
    }

    private void DropCalls(string reason)
    {
        foreach ((_, string at) in _calls.Values)
        {
            _dropped.Add(new DroppedParameter(at + ".toolUse", reason));
        }

        _calls.Clear();
    }

    private void WriteResults(BodyWriter body)
    {
        if (_results.Count == 0)
        {
            DropCalls("the family takes a tool call with its result only");
            return;
        }

        body.Name("tool_results");
        Utf8JsonWriter json = body.Json;
        json.WriteStartArray();
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach ((ToolResultBlock result, string path) in _results)
        {
            ToolUseBlock call = _calls.TryGetValue(result.ToolUseId, out (ToolUseBlock Call, string Path) found) ? found.Call : throw FamilyRequest.Refuse(_family, path + ".toolResult.toolUseId", "result of a call that was not made");
            answered.Add(result.ToolUseId);
            json.WriteStartObject();
            json.WriteStartObject("call");
            json.WriteString("name", call.Name);
            ConverseJson.WriteRaw(json, "parameters", ToolArguments.OrEmpty(call.Input));
            json.WriteEndObject();
            json.WriteStartArray("outputs");
            foreach (ContentBlock output in result.Content)
            {
                WriteOutput(json, output, path);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        foreach (string id in answered)
        {
            _calls.Remove(id);
        }

        DropCalls("the family takes a tool call with its result only");
    }

    /// <summary>An output is an object; a text becomes its <c>text</c>.</summary>
    private void WriteOutput(Utf8JsonWriter json, ContentBlock output, string path)
    {
        json.WriteStartObject();
        if (output is JsonBlock value)
        {
            using JsonDocument document = JsonDocument.Parse(value.Json.Utf8, ConverseJson.DocumentOptions);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                ConverseJson.WriteMembers(json, value.Json);
            }
            else
            {
                ConverseJson.WriteRaw(json, "result", value.Json);
            }
        }
        else
        {
            json.WriteString("text", TextConversation.TextOf(_family, output, path + ".toolResult.content", _dropped) ?? "");
        }

        json.WriteEndObject();
    }
}
