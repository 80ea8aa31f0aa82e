using System.Globalization;
using System.Text;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Contracts.Tests;

/// <summary>
/// What a conversation says, as lines that can be compared, each with the path by which a loss would name it. Of things that are one to a model only one form is used: a JSON result is its
/// text, texts of one speaker that follow each other are one, a cache point is what it is, and ids of calls count by their order.
/// </summary>
internal static class Outline
{
    /// <summary>The lines of a request.</summary>
    public static List<(string Path, string Line)> Of(ConverseRequest request)
    {
        var lines = new List<(string, string)>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        AddBlocks(request.System, "system", "system", lines, ids);
        for (int i = 0; i < request.Messages.Count; i++)
        {
            AddBlocks(request.Messages[i].Content, request.Messages[i].Role.Value, $"messages[{i}].content", lines, ids);
        }

        if (request.InferenceConfig is { } inference)
        {
            Add("inferenceConfig.maxTokens", inference.MaxTokens?.ToString(CultureInfo.InvariantCulture));
            Add("inferenceConfig.temperature", inference.Temperature?.ToString(CultureInfo.InvariantCulture));
            Add("inferenceConfig.topP", inference.TopP?.ToString(CultureInfo.InvariantCulture));
            Add("inferenceConfig.topK", inference.TopK?.ToString(CultureInfo.InvariantCulture));
            Add("inferenceConfig.stopSequences", inference.StopSequences.Count == 0 ? null : string.Join('|', inference.StopSequences));
        }

        for (int i = 0; i < (request.ToolConfig?.Tools.Count ?? 0); i++)
        {
            Add($"toolConfig.tools[{i}]", request.ToolConfig!.Tools[i] switch
            {
                ToolSpecification tool => $"{tool.Name} {tool.Description ?? tool.Name} {Names(tool.InputSchema)} {tool.Strict}",
                CachePointTool point => "cachePoint " + (point.Ttl ?? "default"),
                { } other => other.ToString(),
            });
        }

        Add("toolConfig.toolChoice", request.ToolConfig?.ToolChoice is null or AutoToolChoice ? null : request.ToolConfig.ToolChoice.ToString());
        return lines;

        void Add(string path, string? line)
        {
            if (line is not null)
            {
                lines.Add((path, path.Split('[')[0] + " " + line));
            }
        }
    }

    private static void AddBlocks(IList<ContentBlock> blocks, string speaker, string path, List<(string Path, string Line)> lines, Dictionary<string, int> ids)
    {
        for (int i = 0; i < blocks.Count; i++)
        {
            if (Line(blocks[i], ids) is { } line)
            {
                // Command R has all documents in one list, whoever gave them.
                lines.Add(($"{path}[{i}]", (blocks[i] is DocumentBlock ? "given" : speaker) + " " + line));
            }
        }
    }

    private static string? Line(ContentBlock block, Dictionary<string, int> ids)
    {
        switch (block)
        {
            case TextBlock text:
                return string.IsNullOrWhiteSpace(text.Text) ? null : "text " + text.Text;
            case JsonBlock json:
                return "text " + json.Json;
            case ToolUseBlock call:
                ids.TryAdd(call.ToolUseId, ids.Count);
                return $"call {ids[call.ToolUseId]} {call.Name} {call.Input}";
            case ToolResultBlock result:
                var said = new StringBuilder();
                foreach (ContentBlock piece in result.Content)
                {
                    said.Append(' ').Append(piece switch { TextBlock text => text.Text, JsonBlock json => json.Json.ToString(), _ => Line(piece, ids) });
                }

                // Some families join the pieces by line feeds, some write JSON anew: white space does not count.
                return $"result {ids.GetValueOrDefault(result.ToolUseId, -1)} {(result.Status is "error" ? "failed" : "ok")}: {string.Concat(said.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";
            case ImageBlock { Source: BytesSource bytes } image:
                return $"image {(image.Format == "jpg" ? "jpeg" : image.Format)} {Convert.ToBase64String(bytes.Data.ToBytes().Span)}";
            case DocumentBlock { Source: TextSource text } document:
                return $"document {document.Name} {text.Text}";
            case CachePointBlock point:
                return "cachePoint " + (point.Ttl ?? "default");
            case ReasoningBlock reasoning:
                return $"reasoning {reasoning.Text} {reasoning.Signature}";
            case RedactedReasoningBlock redacted:
                return "reasoning " + redacted.Base64;
            default:
                return block.ToString();
        }
    }

    /// <summary>Of a schema only the names: Command R writes another kind of schema, and says itself what of it is lost.</summary>
    private static string Names(RawJson schema)
    {
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(schema.Utf8);
        return document.RootElement.TryGetProperty("properties", out System.Text.Json.JsonElement properties)
            ? string.Join(',', properties.EnumerateObject().Select(property => property.Name))
            : "";
    }
}
