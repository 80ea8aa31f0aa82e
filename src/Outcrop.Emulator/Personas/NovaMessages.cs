using System.Globalization;
using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;
using static Outcrop.Emulator.Personas.ConverseReader;

namespace Outcrop.Emulator.Personas;

/// <summary>The conversation and the tools of a Nova body, checked by the JSON schema in front of the model.</summary>
internal static class NovaMessages
{
    private const int MediaTokens = 260;

    private const int MessageTokens = 3;

    private static readonly string[] Blocks =
        ["text", "image", "video", "document", "audio", "toolUse", "toolResult", "reasoningContent", "cachePoint", "guardContent"];

    /// <exception cref="AwsErrorException">The messages are not good.</exception>
    public static void Read(JsonElement messages, Prompt prompt)
    {
        if (messages.ValueKind != JsonValueKind.Array)
        {
            throw JsonBody.WrongType("#/messages", "JSONArray", messages);
        }

        int index = 0;
        foreach (JsonElement message in messages.EnumerateArray())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"#/messages/{index}");
            string role = JsonBody.RequiredString(message, place, "role");
            JsonElement content = JsonBody.Require(message, place, "content");
            if (content.ValueKind != JsonValueKind.Array)
            {
                throw JsonBody.WrongType(place + "/content", "JSONArray", content);
            }

            ReadContent(content, place, role, prompt);
            index++;
        }
    }

    public static void ReadTools(JsonElement body, Prompt prompt)
    {
        if (Member(body, "toolConfig") is not { } config || Member(config, "tools") is not { ValueKind: JsonValueKind.Array } tools)
        {
            return;
        }

        prompt.InputTokens += JsonBody.CountTokens(tools);
        foreach (JsonElement tool in tools.EnumerateArray())
        {
            if (Member(tool, "toolSpec") is { } spec)
            {
                prompt.Tools.Add(new ToolOffer(
                    JsonBody.RequiredString(spec, "#/toolConfig/tools/toolSpec", "name"), Member(spec, "inputSchema") is { } schema ? Member(schema, "json") : null));
            }
        }

        if (Member(config, "toolChoice") is { } choice)
        {
            prompt.ToolRequired = Member(choice, "any") is not null;
            prompt.ForcedTool = Member(choice, "tool") is { } forced ? Member(forced, "name")?.GetString() : null;
        }
    }

    private static void ReadContent(JsonElement content, string place, string role, Prompt prompt)
    {
        string? text = null;
        string? result = null;
        int index = 0;
        prompt.InputTokens += MessageTokens;
        foreach (JsonElement block in content.EnumerateArray())
        {
            CheckBlock(block, string.Create(CultureInfo.InvariantCulture, $"{place}/content/{index}"));

            if (Member(block, "text") is { } words)
            {
                text = text is null ? words.GetString() : text + "\n" + words.GetString();
                prompt.InputTokens += Tokenizer.Count(words.GetString() ?? "");
            }
            else if (Member(block, "toolResult") is { } answer)
            {
                string value = Member(answer, "content") is { } parts ? JsonBody.AllText(parts) : "";
                result = result is null ? value : result + "\n" + value;
                prompt.InputTokens += Tokenizer.Count(value);
            }
            else
            {
                prompt.InputTokens += Member(block, "toolUse") is { } call ? JsonBody.CountTokens(call) : Member(block, "cachePoint") is not null ? 0 : MediaTokens;
            }

            index++;
        }

        if (role == "user")
        {
            prompt.UserText = text ?? "";
            prompt.ToolResult = result;
        }
    }

    /// <summary>A block of no known kind misses <c>toolUse</c>, the schema's last choice; one of a known kind may hold nothing else.</summary>
    private static void CheckBlock(JsonElement block, string pointer)
    {
        if (!block.EnumerateObject().Any(member => Blocks.Contains(member.Name)))
        {
            throw new AwsErrorException(AwsError.RequiredKey(pointer, "toolUse"));
        }

        JsonBody.AllowOnly(block, pointer, Blocks);
    }
}
