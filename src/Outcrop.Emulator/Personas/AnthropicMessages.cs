using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Personas;

/// <summary>The conversation and the tools of an Anthropic Messages body.</summary>
internal static class AnthropicMessages
{
    /// <summary>What an image or a document weighs, roughly: the emulator does not look into it.</summary>
    private const int MediaTokens = 260;

    private const int MessageTokens = 3;

    private const int MostTextBytes = 9_000_000;

    /// <exception cref="AwsErrorException">The messages are not good.</exception>
    public static void Read(JsonElement messages, Prompt prompt)
    {
        if (messages.ValueKind != JsonValueKind.Array)
        {
            throw JsonBody.WrongType("#/messages", "JSONArray", messages);
        }

        if (messages.GetArrayLength() == 0)
        {
            throw Invalid("messages: at least one message is required");
        }

        int index = 0;
        foreach (JsonElement message in messages.EnumerateArray())
        {
            ReadMessage(message, index, prompt);
            index++;
        }

        if (TooLong(prompt) is { } refusal)
        {
            throw Invalid(refusal);
        }
    }

    /// <summary>What Claude says to more text than it takes in bytes; <see langword="null"/> where it takes it.</summary>
    public static string? TooLong(Prompt prompt) =>
        prompt.TextBytes > MostTextBytes ? string.Create(CultureInfo.InvariantCulture, $"too many total text bytes: {prompt.TextBytes} > {MostTextBytes}") : null;

    /// <exception cref="AwsErrorException">The tools are not good.</exception>
    public static void ReadTools(JsonElement body, Prompt prompt)
    {
        if (body.TryGetProperty("tools"u8, out JsonElement tools) && tools.ValueKind == JsonValueKind.Array)
        {
            prompt.InputTokens += JsonBody.CountTokens(tools);
            int index = 0;
            foreach (JsonElement tool in tools.EnumerateArray())
            {
                if (!tool.TryGetProperty("name"u8, out JsonElement name) || name.ValueKind != JsonValueKind.String)
                {
                    throw Invalid(string.Create(CultureInfo.InvariantCulture, $"tools.{index}.custom.name: Field required"));
                }

                // A server tool has no schema, and the emulator does not run one.
                if (tool.TryGetProperty("input_schema"u8, out JsonElement schema))
                {
                    prompt.Tools.Add(new ToolOffer(name.GetString()!, schema));
                }

                index++;
            }
        }

        if (!body.TryGetProperty("tool_choice"u8, out JsonElement choice) || choice.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        switch (choice.TryGetProperty("type"u8, out JsonElement type) ? type.GetString() : null)
        {
            case "auto":
                break;
            case "any":
                prompt.ToolRequired = true;
                break;
            case "none":
                prompt.ToolsForbidden = true;
                break;
            case "tool":
                prompt.ForcedTool = JsonBody.RequiredString(choice, "#/tool_choice", "name");
                if (!prompt.Tools.Exists(tool => tool.Name == prompt.ForcedTool))
                {
                    throw Invalid($"Tool '{prompt.ForcedTool}' not found in provided tools");
                }

                break;
            case string other:
                throw Invalid($"tool_choice: Input tag '{other}' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'");
            case null:
                throw Invalid("tool_choice: Field required");
        }
    }

    private static void ReadMessage(JsonElement message, int index, Prompt prompt)
    {
        string role = JsonBody.RequiredString(message, Pointer(index), "role");
        if (role is not ("user" or "assistant" or "system"))
        {
            throw Invalid(string.Create(CultureInfo.InvariantCulture, $"messages.{index}.role: Input should be 'user' or 'assistant'"));
        }

        if (index == 0 && role == "assistant")
        {
            throw Invalid("messages: first message must use the \"user\" role");
        }

        JsonElement content = JsonBody.Require(message, Pointer(index), "content");
        prompt.InputTokens += MessageTokens;
        string? text = null;
        string? toolResult = null;
        if (content.ValueKind == JsonValueKind.String)
        {
            text = CheckText(content.GetString()!);
            prompt.InputTokens += Tokenizer.Count(text);
            prompt.TextBytes += Encoding.UTF8.GetByteCount(text);
        }
        else if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement block in content.EnumerateArray())
            {
                ReadBlock(block, prompt, ref text, ref toolResult);
            }
        }
        else
        {
            throw JsonBody.WrongType(Pointer(index) + "/content", "JSONArray", content);
        }

        if (role == "user")
        {
            prompt.UserText = text ?? "";
            prompt.ToolResult = toolResult;
        }
    }

    private static void ReadBlock(JsonElement block, Prompt prompt, ref string? text, ref string? toolResult)
    {
        switch (block.TryGetProperty("type"u8, out JsonElement type) ? type.GetString() : null)
        {
            case "text":
                string value = CheckText(JsonBody.RequiredString(block, "#/messages/content", "text"));
                text = text is null ? value : text + "\n" + value;
                prompt.InputTokens += Tokenizer.Count(value);
                prompt.TextBytes += Encoding.UTF8.GetByteCount(value);
                break;
            case "tool_result":
                string result = block.TryGetProperty("content"u8, out JsonElement inner) ? TextOf(inner) : "";
                toolResult = toolResult is null ? result : toolResult + "\n" + result;
                prompt.InputTokens += Tokenizer.Count(result);
                break;
            case "image" or "document":
                prompt.InputTokens += MediaTokens;
                break;
            default:
                // Tool calls, reasoning and whatever the models learn next: history, which counts but is not looked into.
                prompt.InputTokens += JsonBody.CountTokens(block);
                break;
        }
    }

    private static string TextOf(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString()!;
        }

        return content.ValueKind != JsonValueKind.Array ? content.GetRawText() : string.Join(
            '\n', content.EnumerateArray().Where(block => block.TryGetProperty("text"u8, out _)).Select(block => block.GetProperty("text"u8).GetString()));
    }

    private static string CheckText(string text) =>
        text.Length == 0 ? throw Invalid("messages: text content blocks must be non-empty")
        : string.IsNullOrWhiteSpace(text) ? throw Invalid("messages: text content blocks must contain non-whitespace text")
        : text;

    private static string Pointer(int index) => string.Create(CultureInfo.InvariantCulture, $"#/messages/{index}");

    private static AwsErrorException Invalid(string message) => new(AwsError.Validation(message));
}
