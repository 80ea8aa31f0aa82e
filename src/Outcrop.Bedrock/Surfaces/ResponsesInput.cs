using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>Writes messages as Responses' input items: text and files are messages; calls, their results and thoughts are items of their own, in order.</summary>
internal sealed class ResponsesInput(Utf8JsonWriter json, ICollection<DroppedParameter> dropped)
{
    private const string Dialect = "openai-responses";

    /// <summary>Writes the system prompt as the first message.</summary>
    public void WriteSystem(IList<ContentBlock> system)
    {
        if (system.Count > 0)
        {
            WriteTurn("system", [.. system], "system");
        }
    }

    /// <summary>Writes a message's items.</summary>
    public void WriteMessage(Message message, string path)
    {
        var said = new List<ContentBlock>();
        foreach (ContentBlock block in message.Content)
        {
            if (block is not (ToolUseBlock or ToolResultBlock or ReasoningBlock or RedactedReasoningBlock))
            {
                said.Add(block);
                continue;
            }

            WriteTurn(message.Role.Value, said, path);
            said.Clear();
            switch (block)
            {
                case ToolUseBlock call:
                    WriteCall(call);
                    break;
                case ToolResultBlock result:
                    WriteResult(result, path);
                    break;
                case ReasoningBlock reasoning when ReasoningItem.TryRead(reasoning.Signature, out string id, out string encrypted):
                    WriteReasoning(reasoning.Text, id, encrypted);
                    break;
                default:
                    dropped.Add(new DroppedParameter(path + ".reasoningContent", "it was not encrypted by this API"));
                    break;
            }
        }

        WriteTurn(message.Role.Value, said, path);
    }

    private void WriteTurn(string role, List<ContentBlock> blocks, string path)
    {
        if (blocks.Exists(static block => block is ImageBlock or DocumentBlock))
        {
            json.WriteStartObject();
            json.WriteString("role", role);
            json.WritePropertyName("content");
            WriteParts(blocks, path);
            json.WriteEndObject();
            return;
        }

        string text = TextOf(blocks, path);
        if (text.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("role", role);
            json.WriteString("content", text);
            json.WriteEndObject();
        }
    }

    private void WriteParts(IReadOnlyList<ContentBlock> blocks, string path)
    {
        json.WriteStartArray();
        foreach (ContentBlock block in blocks)
        {
            switch (block)
            {
                case ImageBlock image:
                    json.WriteStartObject();
                    json.WriteString("type", "input_image");
                    json.WritePropertyName("image_url");
                    Bytes(image.Source, path, "images").WriteValue(json, Encoding.UTF8.GetBytes($"data:image/{image.Format};base64,"));
                    json.WriteEndObject();
                    break;
                case DocumentBlock document:
                    WriteDocument(document, path);
                    break;
                default:
                    string text = TextOf([block], path);
                    if (text.Length > 0)
                    {
                        json.WriteStartObject();
                        json.WriteString("type", "input_text");
                        json.WriteString("text", text);
                        json.WriteEndObject();
                    }

                    break;
            }
        }

        json.WriteEndArray();
    }

    private void WriteDocument(DocumentBlock document, string path)
    {
        json.WriteStartObject();
        if (document.Source is TextSource text)
        {
            json.WriteString("type", "input_text");
            json.WriteString("text", text.Text);
        }
        else
        {
            string format = document.Format ?? "pdf";
            json.WriteString("type", "input_file");
            json.WriteString("filename", $"{document.Name}.{format}");
            json.WritePropertyName("file_data");
            Bytes(document.Source, path, "documents").WriteValue(json, Encoding.UTF8.GetBytes($"data:{MediaType(format)};base64,"));
        }

        json.WriteEndObject();
        SurfaceMembers.DropIf(document.Context is not null, path + ".document.context", dropped);
        SurfaceMembers.DropIf(document.Citations == true, path + ".document.citations", dropped);
    }

    private void WriteCall(ToolUseBlock call)
    {
        json.WriteStartObject();
        json.WriteString("type", "function_call");
        json.WriteString("call_id", call.ToolUseId);
        json.WriteString("name", call.Name);
        json.WriteString("arguments", ToolArguments.OrEmpty(call.Input).Utf8.Span);
        json.WriteEndObject();
    }

    private void WriteResult(ToolResultBlock result, string path)
    {
        if (result.Status == "error")
        {
            dropped.Add(new DroppedParameter(path + ".toolResult.status", "the dialect has no mark for a failed tool"));
        }

        json.WriteStartObject();
        json.WriteString("type", "function_call_output");
        json.WriteString("call_id", result.ToolUseId);
        json.WritePropertyName("output");
        if (result.Content.Any(static block => block is ImageBlock or DocumentBlock))
        {
            WriteParts(result.Content, path + ".toolResult.content");
        }
        else
        {
            json.WriteStringValue(TextOf(result.Content, path + ".toolResult.content"));
        }

        json.WriteEndObject();
    }

    private void WriteReasoning(string text, string id, string encrypted)
    {
        json.WriteStartObject();
        json.WriteString("type", "reasoning");
        json.WriteString("id", id);
        json.WriteStartArray("summary");
        if (text.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "summary_text");
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("encrypted_content", encrypted);
        json.WriteEndObject();
    }

    private string TextOf(IReadOnlyList<ContentBlock> blocks, string path)
    {
        var text = new StringBuilder();
        foreach (ContentBlock block in blocks)
        {
            string? piece = block switch
            {
                TextBlock said => said.Text,
                CitationsBlock cited => cited.Text,
                JsonBlock value => value.Json.ToString(),
                SearchResultBlock found => $"{found.Title}\n{found.Source}\n{string.Join('\n', found.Content)}",
                GuardContentBlock { Content: TextBlock guarded } => guarded.Text,
                CachePointBlock => null,
                UnknownBlock unknown => throw FamilyRequest.Refuse(Dialect, path, "blocks of the kind " + unknown.Name),
                _ => throw FamilyRequest.Refuse(Dialect, path, "blocks of the kind " + block.GetType().Name),
            };
            if (piece is { Length: > 0 })
            {
                text.Append(text.Length == 0 ? "" : "\n").Append(piece);
            }

            Report(block, path);
        }

        return text.ToString();
    }

    private void Report(ContentBlock block, string path)
    {
        if (block is CachePointBlock)
        {
            dropped.Add(new DroppedParameter(path + ".cachePoint", "the dialect has no cache points"));
        }
        else if (block is CitationsBlock)
        {
            dropped.Add(new DroppedParameter(path + ".citationsContent.citations", "only the text goes back"));
        }
        else if (block is GuardContentBlock)
        {
            dropped.Add(new DroppedParameter(path + ".guardContent", "the guardrail judges all of the request"));
        }
    }

    private static Blob Bytes(MediaSource source, string path, string what) =>
        source is BytesSource bytes ? bytes.Data : throw FamilyRequest.Refuse(Dialect, path, what + " from elsewhere than the request");

    private static string MediaType(string format) => format switch
    {
        "pdf" => "application/pdf",
        "csv" => "text/csv",
        "html" => "text/html",
        "txt" => "text/plain",
        "md" => "text/markdown",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    };
}
