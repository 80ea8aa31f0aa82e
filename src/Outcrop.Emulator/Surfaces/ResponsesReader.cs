using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Personas;
using static Outcrop.Emulator.Answers.JsonMembers;

namespace Outcrop.Emulator.Surfaces;

/// <summary>Reads a request of OpenAI's Responses API. Source: https://platform.openai.com/docs/api-reference/responses.</summary>
internal static class ResponsesReader
{
    private const int ItemTokens = 3;

    private const int MediaTokens = 260;

    /// <exception cref="AwsErrorException">The request is not good.</exception>
    public static Prompt Read(JsonElement body)
    {
        var prompt = new Prompt { MaxTokens = JsonBody.OptionalInteger(body, "#", "max_output_tokens") };
        if (Text(body, "previous_response_id") is { } previous)
        {
            throw Invalid($"Previous response with id '{previous}' not found.");
        }

        prompt.InputTokens += Tokenizer.Count(Text(body, "instructions") ?? "");
        JsonElement input = Member(body, "input") ?? throw Invalid("Missing required parameter: 'input'.");
        if (input.ValueKind == JsonValueKind.String)
        {
            prompt.UserText = input.GetString()!;
            prompt.InputTokens += ItemTokens + Tokenizer.Count(prompt.UserText);
        }
        else if (input.ValueKind == JsonValueKind.Array && input.GetArrayLength() > 0)
        {
            foreach (JsonElement item in input.EnumerateArray())
            {
                ReadItem(item, prompt);
            }
        }
        else
        {
            throw Invalid("Invalid type for 'input': expected a string or a non-empty array of items.");
        }

        ReadTools(body, prompt);
        prompt.Reasoning = Member(body, "reasoning") is { ValueKind: JsonValueKind.Object } reasoning && Text(reasoning, "effort") is not (null or "none");
        return prompt;
    }

    private static void ReadItem(JsonElement item, Prompt prompt)
    {
        prompt.InputTokens += ItemTokens;
        switch (Text(item, "type") ?? "message")
        {
            case "message":
                string text = Content(Member(item, "content"), prompt);
                prompt.InputTokens += Tokenizer.Count(text);
                if (Text(item, "role") == "user")
                {
                    prompt.UserText = text;
                    prompt.ToolResult = null;
                }

                break;
            case "function_call_output":
                string output = Content(Member(item, "output"), prompt);
                prompt.ToolResult = prompt.ToolResult is null ? output : prompt.ToolResult + "\n" + output;
                prompt.InputTokens += Tokenizer.Count(output);
                break;
            default:
                // Calls, reasoning and whatever comes next: history, which counts but is not looked into.
                prompt.InputTokens += JsonBody.CountTokens(item);
                break;
        }
    }

    private static string Content(JsonElement? content, Prompt prompt)
    {
        if (content is { ValueKind: JsonValueKind.String } text)
        {
            return text.GetString()!;
        }

        var texts = new List<string>();
        foreach (JsonElement part in Items(content))
        {
            if (Text(part, "text") is { } words)
            {
                texts.Add(words);
            }
            else
            {
                prompt.InputTokens += MediaTokens;
            }
        }

        return string.Join('\n', texts);
    }

    private static void ReadTools(JsonElement body, Prompt prompt)
    {
        foreach (JsonElement tool in Items(Member(body, "tools")))
        {
            prompt.InputTokens += JsonBody.CountTokens(tool);
            if (Text(tool, "type") == "function")
            {
                prompt.Tools.Add(new ToolOffer(Text(tool, "name") ?? throw Invalid("Missing required parameter: 'tools[0].name'."), Member(tool, "parameters")));
            }
        }

        if (Member(body, "tool_choice") is { } choice)
        {
            prompt.ToolRequired = choice.ValueKind == JsonValueKind.String && choice.GetString() == "required";
            prompt.ToolsForbidden = choice.ValueKind == JsonValueKind.String && choice.GetString() == "none";
            prompt.ForcedTool = choice.ValueKind == JsonValueKind.Object ? Text(choice, "name") : null;
        }
    }

    private static AwsErrorException Invalid(string message) => new(AwsError.Validation(message));
}
