using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>Brings the content of a message into blocks: a text, or parts. Files are views over the request's memory.</summary>
/// <param name="memory">The request's memory.</param>
/// <param name="files">The files that were fetched for the request.</param>
/// <param name="dropped">Told what was left out.</param>
internal sealed class ChatPartsReader(ReadOnlyMemory<byte> memory, RemoteFiles files, List<string> dropped)
{
    private readonly MediaReader _media = new(memory, files);
    private bool _hasDetail;

    /// <summary>Reads the member <c>content</c>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="textOnly">Whether it may hold nothing but text, as instructions do.</param>
    public List<ContentBlock> ReadContent(JsonElement message, string path, bool required, bool textOnly = false)
    {
        var blocks = new List<ContentBlock>();
        if (OpenAIJson.TryGet(message, "content", out JsonElement content))
        {
            ReadContent(content, path + ".content", blocks, textOnly);
        }
        else if (required)
        {
            throw OpenAIJson.Wrong(path + ".content", "is required");
        }

        AddCachePoint(message, path, blocks);
        return blocks;
    }

    private void ReadContent(JsonElement content, string path, List<ContentBlock> blocks, bool textOnly)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            // An assistant's turn of tool calls alone has "" here.
            if (OpenAIJson.Text(content, path) is { Length: > 0 } text)
            {
                blocks.Add(new TextBlock(text));
            }

            return;
        }

        int index = 0;
        foreach (JsonElement part in content.ValueKind == JsonValueKind.Array ? content.EnumerateArray() : throw OpenAIJson.Wrong(path, "must be a string or an array of parts"))
        {
            string at = $"{path}[{index++}]";
            ContentBlock block = ReadPart(OpenAIJson.Object(part, at), at);
            if (textOnly && block is not TextBlock)
            {
                throw OpenAIJson.Wrong(at + ".type", "must be text: instructions hold nothing else");
            }

            // Several clients send an empty part beside their tool calls, which no model takes.
            if (block is not TextBlock { Text.Length: 0 })
            {
                blocks.Add(block);
            }

            AddCachePoint(part, at, blocks);
        }
    }

    private ContentBlock ReadPart(JsonElement part, string path) => OpenAIJson.RequiredText(part, "type", path) switch
    {
        "text" or "input_text" or "output_text" => new TextBlock(OpenAIJson.RequiredText(part, "text", path)),
        "refusal" => new TextBlock(OpenAIJson.RequiredText(part, "refusal", path)),
        "image_url" => ReadImage(part, path),
        "file" => ReadFile(part, path),
        "input_audio" => _media.Audio(part, path),
        _ => throw OpenAIJson.Wrong(path + ".type", "must be text, image_url, file, input_audio or refusal"),
    };

    private ContentBlock ReadImage(JsonElement part, string path)
    {
        string at = path + ".image_url";
        if (!OpenAIJson.TryGet(part, "image_url", out JsonElement image))
        {
            throw OpenAIJson.Wrong(at, "is required");
        }

        if (image.ValueKind == JsonValueKind.Object)
        {
            NoteDetail(image, at);
            at += ".url";
            image = OpenAIJson.TryGet(image, "url", out JsonElement url) ? url : throw OpenAIJson.Wrong(at, "is required");
        }

        return _media.Picture(image, at);
    }

    /// <summary>How closely to look is no parameter of Bedrock's; <c>auto</c> asks for nothing.</summary>
    private void NoteDetail(JsonElement image, string path)
    {
        if (!_hasDetail && OpenAIJson.Text(image, "detail", path) is { Length: > 0 } and not "auto")
        {
            _hasDetail = true;
            dropped.Add("image_url.detail");
        }
    }

    private ContentBlock ReadFile(JsonElement part, string path)
    {
        string at = path + ".file";
        if (!OpenAIJson.TryGet(part, "file", out JsonElement file))
        {
            throw OpenAIJson.Wrong(at, "is required");
        }

        return _media.File(OpenAIJson.Object(file, at), at);
    }

    /// <summary>Anthropic's word for a cache point, which gateways and clients of this dialect have taken over: it stands on the part, or the message, that ends the cached prefix.</summary>
    private static void AddCachePoint(JsonElement holder, string path, List<ContentBlock> blocks)
    {
        if (OpenAIJson.TryGet(holder, "cache_control", out JsonElement control))
        {
            blocks.Add(new CachePointBlock(OpenAIJson.Text(OpenAIJson.Object(control, path + ".cache_control"), "ttl", path + ".cache_control")));
        }
    }
}
