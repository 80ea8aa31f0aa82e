using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Personas;

/// <summary>The conversation and the tools of an OpenAI-shaped body.</summary>
internal static class GenericMessages
{
    private const int MessageTokens = 3;

    /// <exception cref="AwsErrorException">The messages are not good.</exception>
    public static void Read(JsonElement messages, Prompt prompt)
    {
        if (messages.ValueKind != JsonValueKind.Array)
        {
            throw JsonBody.WrongType("#/messages", "JSONArray", messages);
        }

        foreach (JsonElement message in messages.EnumerateArray())
        {
            string role = JsonBody.RequiredString(message, "#/messages", "role");
            string text = message.TryGetProperty("content"u8, out JsonElement content) && content.ValueKind != JsonValueKind.Null ? TextOf(content) : "";
            prompt.InputTokens += MessageTokens + Tokenizer.Count(text);
            switch (role)
            {
                case "user":
                    prompt.UserText = text;
                    prompt.ToolResult = null;
                    break;
                case "tool":
                    prompt.ToolResult = prompt.ToolResult is null ? text : prompt.ToolResult + "\n" + text;
                    break;
                default:
                    break;
            }
        }
    }

    public static void ReadTools(JsonElement body, Prompt prompt)
    {
        if (body.TryGetProperty("tools"u8, out JsonElement tools) && tools.ValueKind == JsonValueKind.Array)
        {
            prompt.InputTokens += JsonBody.CountTokens(tools);
            foreach (JsonElement tool in tools.EnumerateArray())
            {
                if (tool.TryGetProperty("function"u8, out JsonElement function))
                {
                    prompt.Tools.Add(new ToolOffer(
                        JsonBody.RequiredString(function, "#/tools/function", "name"), function.TryGetProperty("parameters"u8, out JsonElement schema) ? schema : null));
                }
            }
        }

        if (!body.TryGetProperty("tool_choice"u8, out JsonElement choice))
        {
            return;
        }

        if (choice.ValueKind == JsonValueKind.String)
        {
            prompt.ToolRequired = choice.GetString() is "required" or "any";
            prompt.ToolsForbidden = choice.GetString() == "none";
        }
        else if (choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("function"u8, out JsonElement function))
        {
            prompt.ForcedTool = JsonBody.RequiredString(function, "#/tool_choice/function", "name");
        }
    }

    private static string TextOf(JsonElement content) =>
        content.ValueKind == JsonValueKind.String ? content.GetString()!
        : content.ValueKind != JsonValueKind.Array ? content.GetRawText()
        : string.Join('\n', content.EnumerateArray().Where(part => part.TryGetProperty("text"u8, out _)).Select(part => part.GetProperty("text"u8).GetString()));
}
