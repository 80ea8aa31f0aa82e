using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>Writes one OpenAI chat body.</summary>
internal sealed class OpenAIChatWriter
{
    private readonly string _family;
    private readonly OpenAIChatRules _rules;
    private readonly ConverseRequest _request;
    private readonly ICollection<DroppedParameter> _dropped;

    /// <summary>Prepares to write a request.</summary>
    /// <param name="family">The family's name, for refusals.</param>
    /// <param name="rules">What its bodies take.</param>
    /// <param name="request">The request.</param>
    /// <param name="dropped">Collects what is left out.</param>
    public OpenAIChatWriter(string family, OpenAIChatRules rules, ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        _family = family;
        _rules = rules;
        _request = request;
        _dropped = dropped;
    }

    /// <summary>Writes the body.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        try
        {
            using var body = new BodyWriter(output);
            body.Name("messages");
            WriteMessages(body.Json);
            if (_request.InferenceConfig is { } inference)
            {
                body.Number(_rules.MaxTokensName, inference.MaxTokens);
                body.Number("temperature", inference.Temperature);
                body.Number("top_p", inference.TopP);
                body.Strings("stop", StopSequences.NotBlank(inference.StopSequences, _dropped));
                FamilyRequest.DropUnknownInference(_request, _dropped);
            }

            WriteTools(body);
            body.End(_request.AdditionalModelRequestFields, _dropped, _rules.RefusedFields);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw FamilyRequest.Invalid(fault);
        }
    }

    private void WriteMessages(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        if (_request.System.Count > 0)
        {
            WriteMessage(json, "system", [.. _request.System], "system");
        }

        for (int i = 0; i < _request.Messages.Count; i++)
        {
            Message message = _request.Messages[i];
            string path = $"messages[{i}].content";
            foreach (ContentBlock block in message.Content)
            {
                if (block is ToolResultBlock result)
                {
                    WriteToolResult(json, result, path);
                }
            }

            List<ContentBlock> rest = [.. message.Content.Where(static block => block is not ToolResultBlock)];
            if (rest.Count > 0)
            {
                WriteMessage(json, message.Role.Value, rest, path);
            }
        }

        json.WriteEndArray();
    }

    private void WriteMessage(Utf8JsonWriter json, string role, List<ContentBlock> blocks, string path)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WritePropertyName("content");
        if (blocks.Exists(static block => block is ImageBlock))
        {
            WriteParts(json, blocks, path);
        }
        else
        {
            json.WriteStringValue(TextOf(blocks, path));
        }

        if (blocks.Exists(static block => block is ToolUseBlock))
        {
            json.WriteStartArray("tool_calls");
            foreach (ContentBlock block in blocks)
            {
                if (block is ToolUseBlock call)
                {
                    json.WriteStartObject();
                    json.WriteString("id", call.ToolUseId);
                    json.WriteString("type", "function");
                    json.WriteStartObject("function");
                    json.WriteString("name", call.Name);
                    json.WriteString("arguments", ToolArguments.OrEmpty(call.Input).Utf8.Span);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteToolResult(Utf8JsonWriter json, ToolResultBlock result, string path)
    {
        if (result.Status == "error")
        {
            _dropped.Add(new DroppedParameter(path + ".toolResult.status", "the dialect has no mark for a failed tool"));
        }

        json.WriteStartObject();
        json.WriteString("role", "tool");
        json.WriteString("tool_call_id", result.ToolUseId);
        json.WriteString("content", TextOf(result.Content, path + ".toolResult.content"));
        json.WriteEndObject();
    }

    private void WriteParts(Utf8JsonWriter json, List<ContentBlock> blocks, string path)
    {
        json.WriteStartArray();
        foreach (ContentBlock block in blocks)
        {
            if (block is not ImageBlock image)
            {
                string text = TextOf([block], path);
                if (text.Length > 0)
                {
                    json.WriteStartObject();
                    json.WriteString("type", "text");
                    json.WriteString("text", text);
                    json.WriteEndObject();
                }

                continue;
            }

            if (!_rules.Images)
            {
                throw FamilyRequest.Refuse(_family, path, "images");
            }

            if (image.Source is not BytesSource bytes)
            {
                throw FamilyRequest.Refuse(_family, path, "images from S3");
            }

            json.WriteStartObject();
            json.WriteString("type", "image_url");
            json.WriteStartObject("image_url");
            json.WritePropertyName("url");
            bytes.Data.WriteValue(json, Encoding.UTF8.GetBytes($"data:image/{image.Format};base64,"));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private string TextOf(IReadOnlyList<ContentBlock> blocks, string path)
    {
        var text = new StringBuilder();
        foreach (ContentBlock block in blocks)
        {
            switch (block)
            {
                case TextBlock piece:
                    text.Append(text.Length == 0 ? "" : "\n").Append(piece.Text);
                    break;
                case CitationsBlock cited:
                    _dropped.Add(new DroppedParameter(path + ".citationsContent.citations", "only the text goes back"));
                    text.Append(text.Length == 0 ? "" : "\n").Append(cited.Text);
                    break;
                case JsonBlock value:
                    text.Append(text.Length == 0 ? "" : "\n").Append(value.Json.ToString());
                    break;
                case ReasoningBlock or RedactedReasoningBlock:
                    _dropped.Add(new DroppedParameter(path + ".reasoningContent", "the dialect takes no reasoning back"));
                    break;
                case CachePointBlock:
                    _dropped.Add(new DroppedParameter(path + ".cachePoint", "the dialect has no cache points"));
                    break;
                case ToolUseBlock:
                    break;
                case UnknownBlock unknown:
                    throw FamilyRequest.Refuse(_family, path, "blocks of the kind " + unknown.Name);
                default:
                    throw FamilyRequest.Refuse(_family, path, "blocks of the kind " + block.GetType().Name);
            }
        }

        return text.ToString();
    }

    private void WriteTools(BodyWriter body)
    {
        if (_request.ToolConfig is not { } configuration)
        {
            return;
        }

        if (!_rules.Tools)
        {
            FamilyRequest.RefuseTools(_family, _request);
            return;
        }

        body.Name("tools");
        Utf8JsonWriter json = body.Json;
        json.WriteStartArray();
        for (int i = 0; i < configuration.Tools.Count; i++)
        {
            if (configuration.Tools[i] is CachePointTool)
            {
                _dropped.Add(new DroppedParameter($"toolConfig.tools[{i}].cachePoint", "the dialect has no cache points"));
                continue;
            }

            if (configuration.Tools[i] is not ToolSpecification tool)
            {
                throw FamilyRequest.Refuse(_family, $"toolConfig.tools[{i}]", "tools of this kind");
            }

            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            if (tool.Description is { } description)
            {
                json.WriteString("description", description);
            }

            ConverseJson.WriteRaw(json, "parameters", tool.InputSchema);
            if (tool.Strict is { } strict)
            {
                if (_rules.StrictTools)
                {
                    json.WriteBoolean("strict", strict);
                }
                else
                {
                    _dropped.Add(new DroppedParameter($"toolConfig.tools[{i}].toolSpec.strict", "the body may not hold it"));
                }
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteChoice(body, configuration);
    }

    private void WriteChoice(BodyWriter body, ToolConfiguration configuration)
    {
        switch (configuration.ToolChoice)
        {
            case null:
                break;
            case AutoToolChoice:
                if (_rules.RequiredChoice is not null)
                {
                    body.String("tool_choice", "auto");
                }

                break;
            case AnyToolChoice:
                body.String("tool_choice", _rules.RequiredChoice ?? throw FamilyRequest.Refuse(_family, "toolConfig.toolChoice", "demand for a tool"));
                break;
            case NamedToolChoice named when _rules.NamedChoice:
                body.Name("tool_choice");
                body.Json.WriteStartObject();
                body.Json.WriteString("type", "function");
                body.Json.WriteStartObject("function");
                body.Json.WriteString("name", named.Name);
                body.Json.WriteEndObject();
                body.Json.WriteEndObject();
                break;
            case NamedToolChoice named when _rules.RequiredChoice is { } required && IsOnly(configuration, named.Name):
                // Where only one tool is offered, any tool is that one.
                body.String("tool_choice", required);
                break;
            default:
                throw FamilyRequest.Refuse(_family, "toolConfig.toolChoice", configuration.ToolChoice.GetType().Name);
        }
    }

    private static bool IsOnly(ToolConfiguration configuration, string name)
    {
        bool found = false;
        foreach (Tool tool in configuration.Tools)
        {
            if (tool is ToolSpecification specification)
            {
                if (specification.Name != name)
                {
                    return false;
                }

                found = true;
            }
        }

        return found;
    }
}
