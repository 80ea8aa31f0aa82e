using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using Outcrop.Gateway.Logging;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>Looks content blocks over before they are read; see <see cref="MessagesShape"/>. Texts are not decoded for it.</summary>
/// <param name="isClaude">Whether the model is Claude.</param>
internal sealed class BlockShape(bool isClaude)
{
    private const string NoFiles = "'file' names a file that Anthropic keeps; this gateway keeps none: send the file itself";

    /// <summary>Checks <c>cache_control</c>, if there is one.</summary>
    /// <param name="value">The object that may have it.</param>
    /// <param name="path">Where that stands.</param>
    public static void CheckCacheControl(JsonElement value, string path)
    {
        if (!RequestJson.TryGet(value, "cache_control", out JsonElement control))
        {
            return;
        }

        string at = path.Length == 0 ? "cache_control" : path + ".cache_control";
        if (RequestJson.RequiredText(RequestJson.Object(control, at), "type", at) != "ephemeral")
        {
            throw RequestJson.Wrong(at + ".type", "must be ephemeral");
        }

        if (RequestJson.Text(control, "ttl", at) is not (null or "5m" or "1h"))
        {
            throw RequestJson.Wrong(at + ".ttl", "must be 5m or 1h");
        }
    }

    /// <summary>Checks blocks that may be text only.</summary>
    /// <param name="blocks">The array.</param>
    /// <param name="path">Where it stands.</param>
    public void CheckTexts(JsonElement blocks, string path)
    {
        int index = 0;
        foreach (JsonElement block in RequestJson.Items(blocks, path))
        {
            string at = $"{path}.{index++}";
            if (RequestJson.RequiredText(RequestJson.Object(block, at), "type", at) != "text")
            {
                throw RequestJson.Wrong(at + ".type", "must be text");
            }

            Check(block, at);
        }
    }

    /// <summary>Checks blocks.</summary>
    /// <param name="blocks">The array.</param>
    /// <param name="path">Where it stands.</param>
    public void CheckAll(JsonElement blocks, string path)
    {
        int index = 0;
        foreach (JsonElement block in RequestJson.Items(blocks, path))
        {
            string at = $"{path}.{index++}";
            Check(RequestJson.Object(block, at), at);
        }
    }

    private void Check(JsonElement block, string path)
    {
        string type = RequestJson.RequiredText(block, "type", path);
        CheckCacheControl(block, path);
        switch (type)
        {
            case "text":
                RequireString(block, "text", path);
                CheckList(block, "citations", path);
                break;
            case "image":
                CheckImage(SourceOf(block, path), path + ".source");
                break;
            case "document":
                CheckDocument(block, path);
                break;
            case "search_result":
                RequireString(block, "source", path);
                RequireString(block, "title", path);
                CheckCitations(block, path);
                CheckTexts(Required(block, "content", path), path + ".content");
                break;
            case "tool_use":
                RequireString(block, "id", path);
                RequireString(block, "name", path);
                RequestJson.Object(Required(block, "input", path), path + ".input");
                break;
            case "tool_result":
                CheckResult(block, path);
                break;
            case "thinking":
                RequireString(block, "thinking", path);
                RequestJson.TryGet(block, "signature", out JsonElement signature);
                RefuseOther(signature, path + ".signature");
                break;
            case "redacted_thinking":
                RequireString(block, "data", path);
                break;
            default:
                if (!isClaude)
                {
                    throw RequestJson.Wrong(path + ".type", $"'{SafeText.Clean(type)}' is a block that only Anthropic's own service and its models know");
                }

                break;
        }
    }

    private void CheckResult(JsonElement block, string path)
    {
        RequireString(block, "tool_use_id", path);
        RequestJson.Switch(block, "is_error", path);
        if (RequestJson.TryGet(block, "content", out JsonElement content) && content.ValueKind != JsonValueKind.String)
        {
            CheckAll(content, path + ".content");
        }
    }

    private static void CheckImage(JsonElement source, string path)
    {
        switch (RequestJson.RequiredText(source, "type", path))
        {
            case "base64":
                if (RequestJson.RequiredText(source, "media_type", path) is not ("image/jpeg" or "image/jpg" or "image/png" or "image/gif" or "image/webp"))
                {
                    throw RequestJson.Wrong(path + ".media_type", "must be image/jpeg, image/png, image/gif or image/webp");
                }

                RequireBase64(source, path);
                break;
            case "url":
                RequestJson.RequiredText(source, "url", path);
                break;
            case "file":
                throw RequestJson.Wrong(path + ".type", NoFiles);
            default:
                throw RequestJson.Wrong(path + ".type", "must be base64 or url");
        }
    }

    private void CheckDocument(JsonElement block, string path)
    {
        JsonElement source = SourceOf(block, path);
        string at = path + ".source";
        switch (RequestJson.RequiredText(source, "type", at))
        {
            case "base64":
                if (RequestJson.RequiredText(source, "media_type", at) != "application/pdf")
                {
                    throw RequestJson.Wrong(at + ".media_type", "must be application/pdf");
                }

                RequireBase64(source, at);
                break;
            case "text":
                if (RequestJson.RequiredText(source, "media_type", at) != "text/plain")
                {
                    throw RequestJson.Wrong(at + ".media_type", "must be text/plain");
                }

                RequireString(source, "data", at);
                break;
            case "content":
                JsonElement content = Required(source, "content", at);
                if (content.ValueKind != JsonValueKind.String)
                {
                    CheckTexts(content, at + ".content");
                }

                break;
            case "url":
                RequestJson.RequiredText(source, "url", at);
                break;
            case "file":
                throw RequestJson.Wrong(at + ".type", NoFiles);
            default:
                throw RequestJson.Wrong(at + ".type", "must be base64, text, content or url");
        }

        RequestJson.Text(block, "title", path);
        RequestJson.Text(block, "context", path);
        CheckCitations(block, path);
    }

    private static void CheckCitations(JsonElement block, string path)
    {
        if (RequestJson.TryGet(block, "citations", out JsonElement citations))
        {
            RequestJson.Switch(RequestJson.Object(citations, path + ".citations"), "enabled", path + ".citations");
        }
    }

    private static void CheckList(JsonElement block, string name, string path)
    {
        if (RequestJson.TryGet(block, name, out JsonElement list))
        {
            foreach (JsonElement item in RequestJson.Items(list, $"{path}.{name}"))
            {
                RequestJson.Object(item, $"{path}.{name}");
            }
        }
    }

    private static JsonElement SourceOf(JsonElement block, string path) => RequestJson.Object(Required(block, "source", path), path + ".source");

    private static JsonElement Required(JsonElement value, string name, string path) =>
        RequestJson.TryGet(value, name, out JsonElement member) ? member : throw RequestJson.Wrong($"{path}.{name}", "is required");

    private static void RequireString(JsonElement value, string name, string path) => RefuseOther(Required(value, name, path), $"{path}.{name}");

    private static void RefuseOther(JsonElement value, string path)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null or JsonValueKind.Undefined))
        {
            throw RequestJson.Wrong(path, "must be a string");
        }
    }

    private static void RequireBase64(JsonElement source, string path)
    {
        JsonElement data = Required(source, "data", path);
        RefuseOther(data, path + ".data");

        // Some encoders escape the slash; text without escapes is looked at where it stands.
        ReadOnlySpan<byte> text = JsonMarshal.GetRawUtf8Value(data)[1..^1];
        int length = 0;
        bool valid = text.Contains((byte)'\\')
            ? data.TryGetBytesFromBase64(out byte[]? bytes) && (length = bytes.Length) >= 0
            : Base64.IsValid(text, out length) && !text.Contains((byte)' ');
        if (!valid)
        {
            throw RequestJson.Wrong(path + ".data", "is not valid base64");
        }

        if (length == 0)
        {
            throw RequestJson.Wrong(path + ".data", "is empty");
        }
    }
}
