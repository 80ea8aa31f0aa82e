using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>Brings the content of an item into blocks: a text, or parts. Files are views over the item's memory.</summary>
/// <param name="memory">The item's memory.</param>
/// <param name="files">The files that were fetched for the request.</param>
/// <param name="dropped">Told what was left out.</param>
internal sealed class ResponsesPartsReader(ReadOnlyMemory<byte> memory, RemoteFiles files, List<string> dropped)
{
    private readonly MediaReader _media = new(memory, files);

    /// <summary>Reads a member that is a text or an array of parts.</summary>
    /// <param name="item">The item.</param>
    /// <param name="name">The member.</param>
    /// <param name="path">Where the item stands.</param>
    public List<ContentBlock> Read(JsonElement item, string name, string path)
    {
        var blocks = new List<ContentBlock>();
        string at = $"{path}.{name}";
        if (!OpenAIJson.TryGet(item, name, out JsonElement content))
        {
            throw OpenAIJson.Wrong(at, "is required");
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            AddText(blocks, OpenAIJson.Text(content, at));
            return blocks;
        }

        int index = 0;
        foreach (JsonElement part in content.ValueKind == JsonValueKind.Array ? content.EnumerateArray() : throw OpenAIJson.Wrong(at, "must be a string or an array of parts"))
        {
            string place = $"{at}[{index++}]";
            ReadPart(OpenAIJson.Object(part, place), place, blocks);
        }

        return blocks;
    }

    private void ReadPart(JsonElement part, string path, List<ContentBlock> blocks)
    {
        switch (OpenAIJson.RequiredText(part, "type", path))
        {
            case "input_text" or "output_text" or "text" or "summary_text" or "reasoning_text":
                AddText(blocks, OpenAIJson.RequiredText(part, "text", path));
                break;
            case "refusal":
                AddText(blocks, OpenAIJson.RequiredText(part, "refusal", path));
                break;
            case "input_image" or "image_url":
                blocks.Add(ReadImage(part, path));
                break;
            case "input_file" or "file":
                blocks.Add(ReadFile(part, path));
                break;
            case "input_audio":
                blocks.Add(_media.Audio(part, path));
                break;
            default:
                throw OpenAIJson.Wrong(path + ".type", "must be input_text, input_image, input_file, input_audio, output_text or refusal");
        }
    }

    private ContentBlock ReadFile(JsonElement part, string path)
    {
        if (OpenAIJson.TryGet(part, "file_url", out JsonElement url))
        {
            return _media.Picture(url, path + ".file_url", OpenAIJson.Text(part, "filename", path) ?? "document");
        }

        return OpenAIJson.TryGet(part, "file", out JsonElement file) ? _media.File(OpenAIJson.Object(file, path + ".file"), path + ".file") : _media.File(part, path);
    }

    private ContentBlock ReadImage(JsonElement part, string path)
    {
        string at = path + ".image_url";
        if (!OpenAIJson.TryGet(part, "image_url", out JsonElement url))
        {
            throw OpenAIJson.Wrong(at, "is required: this gateway keeps no files, so a file_id means nothing here");
        }

        // How closely to look is no parameter of Bedrock's.
        if (OpenAIJson.Text(part, "detail", path) is { Length: > 0 } and not "auto")
        {
            dropped.Add("input_image.detail");
        }

        // Chat completions have an object here, and some clients send that.
        return url.ValueKind == JsonValueKind.Object && OpenAIJson.TryGet(url, "url", out JsonElement nested) ? _media.Picture(nested, at + ".url") : _media.Picture(url, at);
    }

    /// <summary>An empty text says nothing, and Bedrock refuses it.</summary>
    private static void AddText(List<ContentBlock> blocks, string text)
    {
        if (text.Length > 0)
        {
            blocks.Add(new TextBlock(text));
        }
    }
}
