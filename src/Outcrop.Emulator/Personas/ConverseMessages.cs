using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using static Outcrop.Emulator.Personas.ConverseReader;

namespace Outcrop.Emulator.Personas;

/// <summary>The conversation of a Converse request.</summary>
internal static class ConverseMessages
{
    private const int MediaTokens = 260;

    private const int MessageTokens = 3;

    /// <returns>Whether there is a toolUse or toolResult block.</returns>
    /// <exception cref="AwsErrorException">The messages are not good.</exception>
    public static bool Read(JsonElement? messages, ResolvedModel model, Prompt prompt)
    {
        if (messages is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            throw Invalid("The messages field is empty. Add a message to the messages field and try again.");
        }

        bool usesTools = false;
        int index = 0;
        foreach (JsonElement message in list.EnumerateArray())
        {
            usesTools |= ReadMessage(message, index, prompt);
            index++;
        }

        if (model.Line.Family == "anthropic" && AnthropicMessages.TooLong(prompt) is { } refusal)
        {
            throw Invalid(ModelErrors + refusal);
        }

        return usesTools;
    }

    private static bool ReadMessage(JsonElement message, int index, Prompt prompt)
    {
        string role = message.GetProperty("role"u8).GetString()!;
        if (Member(message, "content") is not { ValueKind: JsonValueKind.Array } content || content.GetArrayLength() == 0)
        {
            throw Invalid($"The content field in the Message object at messages.{Text(index)} is empty. Add a ContentBlock object to the content field and try again.");
        }

        prompt.InputTokens += MessageTokens;
        string? text = null;
        string? toolResult = null;
        bool usesTools = false;
        int place = 0;
        foreach (JsonElement block in content.EnumerateArray())
        {
            usesTools |= ReadBlock(block, $"messages.{Text(index)}.content.{Text(place)}", prompt, ref text, ref toolResult);
            place++;
        }

        if (role == "user")
        {
            prompt.UserText = text ?? "";
            prompt.ToolResult = toolResult;
        }

        return usesTools;
    }

    private static bool ReadBlock(
        JsonElement block, string place, Prompt prompt, ref string? text, ref string? toolResult)
    {
        if (Member(block, "text") is { } words)
        {
            string value = words.GetString() ?? "";
            if (string.IsNullOrWhiteSpace(value))
            {
                throw Invalid($"The text field in the ContentBlock object at {place} is blank. Add text to the text field, and try again.");
            }

            text = text is null ? value : text + "\n" + value;
            prompt.InputTokens += Tokenizer.Count(value);
            prompt.TextBytes += Encoding.UTF8.GetByteCount(value);
            return false;
        }

        if (Member(block, "toolUse") is { } call)
        {
            prompt.InputTokens += JsonBody.CountTokens(call);
            return true;
        }

        if (Member(block, "toolResult") is { } result)
        {
            string answer = Member(result, "content") is { ValueKind: JsonValueKind.Array } parts ? TextOf(parts) : "";
            toolResult = toolResult is null ? answer : toolResult + "\n" + answer;
            prompt.InputTokens += Tokenizer.Count(answer);
            return true;
        }

        prompt.InputTokens += Member(block, "image") is not null || Member(block, "document") is not null || Member(block, "video") is not null
            ? MediaTokens
            : Member(block, "cachePoint") is not null ? 0 : JsonBody.CountTokens(block);
        return false;
    }

    private static string TextOf(JsonElement parts)
    {
        var texts = new List<string>();
        foreach (JsonElement part in parts.EnumerateArray())
        {
            if (Member(part, "text") is { } text)
            {
                texts.Add(text.GetString() ?? "");
            }
            else if (Member(part, "json") is { } json)
            {
                texts.Add(json.GetRawText());
            }
        }

        return string.Join('\n', texts);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
