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
        var openCalls = new List<string>();
        int index = 0;
        foreach (JsonElement message in list.EnumerateArray())
        {
            usesTools |= ReadMessage(message, index, model, prompt, openCalls);
            index++;
        }

        if (model.Line.Family == "anthropic" && AnthropicMessages.TooLong(prompt) is { } refusal)
        {
            throw Invalid(ModelErrors + refusal);
        }

        return usesTools;
    }

    private static bool ReadMessage(JsonElement message, int index, ResolvedModel model, Prompt prompt, List<string> openCalls)
    {
        string role = Member(message, "role") is { ValueKind: JsonValueKind.String } given ? given.GetString()! : "";
        if (role is not ("user" or "assistant" or "system"))
        {
            throw Constraint($"'{role}'", Place(index, "role"), "satisfy enum value set: [user, assistant]");
        }

        if (index == 0 && role == "assistant")
        {
            throw Invalid("A conversation must start with a user message. Try again with a conversation that starts with a user message.");
        }

        if (Member(message, "content") is not { ValueKind: JsonValueKind.Array } content || content.GetArrayLength() == 0)
        {
            throw Invalid($"The content field in the Message object at messages.{Text(index)} is empty. Add a ContentBlock object to the content field and try again.");
        }

        prompt.InputTokens += MessageTokens;
        string? text = null;
        string? toolResult = null;
        bool usesTools = false;
        var calls = new List<string>();
        var results = new List<string>();
        int place = 0;
        foreach (JsonElement block in content.EnumerateArray())
        {
            usesTools |= ReadBlock(block, $"messages.{Text(index)}.content.{Text(place)}", prompt, ref text, ref toolResult, calls, results);
            place++;
        }

        if (role == "user")
        {
            CheckPairs(index, openCalls, results);
            prompt.UserText = text ?? "";
            prompt.ToolResult = toolResult;
        }

        // Only the turn right behind the calls may answer them.
        openCalls.Clear();
        openCalls.AddRange(calls);
        return usesTools;
    }

    private static bool ReadBlock(
        JsonElement block, string place, Prompt prompt, ref string? text, ref string? toolResult, List<string> calls, List<string> results)
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
            // A system tool runs inside Bedrock, which brings its result itself.
            if (Member(call, "type")?.GetString() != "server_tool_use")
            {
                calls.Add(Member(call, "toolUseId")?.GetString() ?? throw Constraint("null", place + ".member.toolUse.toolUseId", "not be null"));
            }

            prompt.InputTokens += JsonBody.CountTokens(call);
            return true;
        }

        if (Member(block, "toolResult") is { } result)
        {
            results.Add(Member(result, "toolUseId")?.GetString() ?? throw Constraint("null", place + ".member.toolResult.toolUseId", "not be null"));
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

    private static void CheckPairs(int index, List<string> calls, List<string> results)
    {
        if (results.Count > calls.Count)
        {
            throw Invalid($"The number of toolResult blocks at messages.{Text(index)}.content exceeds the number of toolUse blocks of previous turn.");
        }

        List<string> missing = [.. calls.Except(results)];
        if (missing.Count > 0)
        {
            throw Invalid($"Expected toolResult blocks at messages.{Text(index)}.content for the following Ids: {string.Join(", ", missing)}");
        }
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

    private static string Place(int index, string member) => string.Create(CultureInfo.InvariantCulture, $"messages.{index + 1}.member.{member}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
