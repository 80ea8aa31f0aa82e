using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>Writes the messages of an OpenAI chat body: the system prompt first, the results of tools each as a message of its own.</summary>
internal sealed class OpenAIMessageWriter(string family, OpenAIChatRules rules, ICollection<DroppedParameter> dropped)
{
    private const string Dialect = OpenAIRequestReader.Dialect;

    /// <summary>Writes the array.</summary>
    public void WriteAll(Utf8JsonWriter json, ConverseRequest request)
    {
        json.WriteStartArray();
        if (request.System.Count > 0)
        {
            string spelling = request.ReadFrom == Dialect ? request.SystemMark.Spelling ?? "" : "";
            WriteSystem(json, request.System, spelling);
        }

        for (int i = 0; i < request.Messages.Count; i++)
        {
            WriteMessage(json, request.Messages[i], string.Create(CultureInfo.InvariantCulture, $"messages[{i}].content"));
        }

        json.WriteEndArray();
    }

    private void WriteSystem(Utf8JsonWriter json, IList<ContentBlock> system, string spelling)
    {
        json.WriteStartObject();
        json.WriteString("role", spelling.StartsWith("developer", StringComparison.Ordinal) ? "developer" : "system");
        json.WritePropertyName("content");
        List<(ContentBlock, string)> placed = Place(system, "system", static _ => true);
        if (spelling.EndsWith(WireMark.Parts, StringComparison.Ordinal))
        {
            WriteParts(json, placed);
        }
        else
        {
            json.WriteStringValue(TextOf(placed));
        }

        json.WriteEndObject();
    }

    private void WriteMessage(Utf8JsonWriter json, Message message, string path)
    {
        foreach ((ContentBlock block, string place) in Place(message.Content, path, static block => block is ToolResultBlock))
        {
            WriteToolResult(json, (ToolResultBlock)block, place);
        }

        List<(ContentBlock Block, string Path)> rest = Place(message.Content, path, static block => block is not ToolResultBlock);
        string spelling = message.Mark.Spelling ?? "";
        if (rest.Count == 0 && spelling.Length == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role", spelling.EndsWith(" developer", StringComparison.Ordinal) ? "developer" : message.Role.Value);
        WriteContent(json, rest, spelling);
        WriteReasoning(json, rest);
        WriteCalls(json, rest);
        ConverseJson.WriteMembers(json, message.Dialect.Of(Dialect));
        json.WriteEndObject();
    }

    private void WriteContent(Utf8JsonWriter json, List<(ContentBlock Block, string Path)> blocks, string spelling)
    {
        bool hasParts = blocks.Exists(static placed => placed.Block is not ToolUseBlock and not ReasoningBlock and not RedactedReasoningBlock and not CachePointBlock);
        if (!hasParts && spelling.StartsWith(WireMark.Absent, StringComparison.Ordinal))
        {
            TextOf(blocks);
            return;
        }

        json.WritePropertyName("content");
        if (spelling.StartsWith(WireMark.Parts, StringComparison.Ordinal) || blocks.Exists(static placed => placed.Block is ImageBlock or AudioBlock or UnknownBlock))
        {
            WriteParts(json, blocks);
            return;
        }

        string text = TextOf(blocks);
        if (!hasParts && spelling.StartsWith(WireMark.Null, StringComparison.Ordinal))
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private static void WriteReasoning(Utf8JsonWriter json, List<(ContentBlock Block, string Path)> blocks)
    {
        foreach ((ContentBlock block, _) in blocks)
        {
            if (block is ReasoningBlock { Mark.Spelling: { } name } reasoning)
            {
                json.WriteString(name, reasoning.Text);
            }
        }
    }

    private void WriteCalls(Utf8JsonWriter json, List<(ContentBlock Block, string Path)> blocks)
    {
        if (!blocks.Exists(static placed => placed.Block is ToolUseBlock))
        {
            return;
        }

        json.WriteStartArray("tool_calls");
        foreach ((ContentBlock block, string path) in blocks)
        {
            if (block is ToolUseBlock call)
            {
                WriteCall(json, call, path);
            }
        }

        json.WriteEndArray();
    }

    private void WriteCall(Utf8JsonWriter json, ToolUseBlock call, string path)
    {
        if (call.Type is not null and not "tool_use")
        {
            dropped.Add(new DroppedParameter(path + ".toolUse.type", "the dialect has no such member"));
        }

        string spelling = call.Mark.Spelling ?? "";
        bool asWritten = spelling.Length > 0 && spelling[0] is '+' or '-';
        json.WriteStartObject();
        json.WriteString("id", call.ToolUseId);
        if (spelling != WireMark.Absent && !spelling.StartsWith('-'))
        {
            json.WriteString("type", "function");
        }

        json.WriteStartObject("function");
        json.WriteString("name", call.Name);
        if (asWritten)
        {
            json.WriteString("arguments", spelling.AsSpan(1));
        }
        else
        {
            json.WriteString("arguments", ToolArguments.OrEmpty(call.Input).Utf8.Span);
        }

        json.WriteEndObject();
        ConverseJson.WriteMembers(json, call.Dialect.Of(Dialect));
        json.WriteEndObject();
    }

    private void WriteToolResult(Utf8JsonWriter json, ToolResultBlock result, string path)
    {
        if (result.Status == "error")
        {
            dropped.Add(new DroppedParameter(path + ".toolResult.status", "the dialect has no mark for a failed tool"));
        }

        if (result.Type is not null)
        {
            dropped.Add(new DroppedParameter(path + ".toolResult.type", "the dialect has no such member"));
        }

        json.WriteStartObject();
        json.WriteString("role", "tool");
        json.WriteString("tool_call_id", result.ToolUseId);
        List<(ContentBlock, string)> content = Place([.. result.Content], path + ".toolResult.content", static _ => true);
        if (result.Mark.Is(WireMark.Parts))
        {
            json.WritePropertyName("content");
            WriteParts(json, content);
        }
        else if (content.Count == 0 && result.Mark.Is(WireMark.Null))
        {
            json.WriteNull("content");
        }
        else if (content.Count > 0 || !result.Mark.Is(WireMark.Absent))
        {
            json.WriteString("content", TextOf(content));
        }

        ConverseJson.WriteMembers(json, result.Dialect.Of(Dialect));
        json.WriteEndObject();
    }

    private void WriteParts(Utf8JsonWriter json, List<(ContentBlock Block, string Path)> blocks)
    {
        json.WriteStartArray();
        foreach ((ContentBlock block, string path) in blocks)
        {
            switch (block)
            {
                case ImageBlock or AudioBlock when !rules.Images:
                    throw FamilyRequest.Refuse(family, path, block is ImageBlock ? "images" : "sounds");
                case ImageBlock image:
                    OpenAIMediaWriter.WriteImage(json, image, family, path);
                    break;
                case AudioBlock audio:
                    OpenAIMediaWriter.WriteAudio(json, audio, family, path);
                    break;
                case UnknownBlock { Dialect.Dialect: Dialect } own:
                    ConverseJson.WriteRawValue(json, own.Value);
                    break;
                case ToolUseBlock:
                    break;
                default:
                    if (AppendText(block, path) is { } text)
                    {
                        json.WriteStartObject();
                        json.WriteString("type", "text");
                        json.WriteString("text", text);
                        json.WriteEndObject();
                    }

                    break;
            }
        }

        json.WriteEndArray();
    }

    private static List<(ContentBlock Block, string Path)> Place(IList<ContentBlock> blocks, string path, Func<ContentBlock, bool> wanted)
    {
        var placed = new List<(ContentBlock, string)>(blocks.Count);
        for (int i = 0; i < blocks.Count; i++)
        {
            if (wanted(blocks[i]))
            {
                placed.Add((blocks[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")));
            }
        }

        return placed;
    }

    private string TextOf(List<(ContentBlock Block, string Path)> blocks)
    {
        if (blocks is [(TextBlock only, _)])
        {
            return only.Text;
        }

        var text = new StringBuilder();
        foreach ((ContentBlock block, string path) in blocks)
        {
            if (block is not ToolUseBlock && AppendText(block, path) is { } piece)
            {
                text.Append(text.Length == 0 ? "" : "\n").Append(piece);
            }
        }

        return text.ToString();
    }

    /// <returns>The block's text; <see langword="null"/> when it has none here.</returns>
    private string? AppendText(ContentBlock block, string path)
    {
        switch (block)
        {
            case TextBlock piece:
                return piece.Text;
            case CitationsBlock cited:
                dropped.Add(new DroppedParameter(path + ".citationsContent.citations", "only the text goes back"));
                return cited.Text;
            case JsonBlock value:
                return value.Json.ToString();
            case ReasoningBlock { Mark.Spelling: not null }:
                return null;
            case ReasoningBlock or RedactedReasoningBlock:
                dropped.Add(new DroppedParameter(path + ".reasoningContent", "the dialect takes no reasoning back"));
                return null;
            case CachePointBlock:
                dropped.Add(new DroppedParameter(path + ".cachePoint", "the dialect has no cache points"));
                return null;
            case UnknownBlock unknown:
                throw FamilyRequest.Refuse(family, path, "blocks of the kind " + unknown.Name);
            default:
                throw FamilyRequest.Refuse(family, path, "blocks of the kind " + block.GetType().Name);
        }
    }
}
