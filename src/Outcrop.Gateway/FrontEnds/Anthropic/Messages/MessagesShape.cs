using System.Text.Json;
using Outcrop.Gateway.Logging;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>
/// Looks a request's conversation and tools over before they are read: what is not as this dialect has it is refused by its path. What only Anthropic's own service has is refused for other models; Claude's are asked.
/// </summary>
/// <param name="isClaude">Whether the model is Claude.</param>
internal sealed class MessagesShape(bool isClaude)
{
    /// <summary>More than any conversation has, and few enough to be read in no time.</summary>
    private const int MostMessages = 20_000;
    private const int MostTools = 2_000;

    private readonly BlockShape _blocks = new(isClaude);

    /// <summary>Checks the system prompt, the messages, the tools and the choice among them.</summary>
    /// <param name="body">The request's object.</param>
    /// <exception cref="Pipeline.GatewayException">Something is wrong.</exception>
    public void Check(JsonElement body)
    {
        if (RequestJson.TryGet(body, "system", out JsonElement system) && system.ValueKind != JsonValueKind.String)
        {
            _blocks.CheckTexts(system, "system");
        }

        CheckMessages(RequestJson.TryGet(body, "messages", out JsonElement messages) ? messages : throw RequestJson.Wrong("messages", "is required"));
        if (RequestJson.TryGet(body, "tools", out JsonElement tools))
        {
            CheckTools(tools);
        }

        if (RequestJson.TryGet(body, "tool_choice", out JsonElement choice))
        {
            CheckChoice(RequestJson.Object(choice, "tool_choice"));
        }
    }

    private void CheckMessages(JsonElement messages)
    {
        int count = 0;
        foreach (JsonElement message in RequestJson.Items(messages, "messages"))
        {
            string path = $"messages.{count}";
            if (count++ == MostMessages)
            {
                throw RequestJson.Wrong("messages", $"must not be more than {MostMessages}");
            }

            string role = RequestJson.RequiredText(RequestJson.Object(message, path), "role", path);
            if (role is not ("user" or "assistant" or "system"))
            {
                throw RequestJson.Wrong(path + ".role", "must be user, assistant or system");
            }

            if (!RequestJson.TryGet(message, "content", out JsonElement content))
            {
                throw RequestJson.Wrong(path + ".content", "is required");
            }

            if (content.ValueKind == JsonValueKind.String)
            {
                continue;
            }

            if (role == "system")
            {
                _blocks.CheckTexts(content, path + ".content");
            }
            else
            {
                _blocks.CheckAll(content, path + ".content");
            }
        }

        if (count == 0)
        {
            throw RequestJson.Wrong("messages", "must not be empty");
        }
    }

    private void CheckTools(JsonElement tools)
    {
        int count = 0;
        foreach (JsonElement tool in RequestJson.Items(tools, "tools"))
        {
            string path = $"tools.{count}";
            if (count++ == MostTools)
            {
                throw RequestJson.Wrong("tools", $"must not be more than {MostTools}");
            }

            string type = RequestJson.Text(RequestJson.Object(tool, path), "type", path) ?? "custom";
            if (type != "custom")
            {
                if (!isClaude)
                {
                    throw RequestJson.Wrong(path + ".type", $"'{SafeText.Clean(type)}' is a tool that Anthropic defines, and this model has none of those: describe one of your own with input_schema");
                }

                continue;
            }

            RequestJson.RequiredText(tool, "name", path);
            RequestJson.Text(tool, "description", path);
            RequestJson.Object(RequestJson.TryGet(tool, "input_schema", out JsonElement schema) ? schema : throw RequestJson.Wrong(path + ".input_schema", "is required"), path + ".input_schema");
            RequestJson.Switch(tool, "strict", path);
            BlockShape.CheckCacheControl(tool, path);
        }
    }

    private static void CheckChoice(JsonElement choice)
    {
        switch (RequestJson.RequiredText(choice, "type", "tool_choice"))
        {
            case "auto" or "any" or "none":
                break;
            case "tool":
                RequestJson.RequiredText(choice, "name", "tool_choice");
                break;
            default:
                throw RequestJson.Wrong("tool_choice.type", "must be auto, any, tool or none");
        }

        RequestJson.Switch(choice, "disable_parallel_tool_use", "tool_choice");
    }
}
