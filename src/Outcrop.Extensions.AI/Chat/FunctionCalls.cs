using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>Tool calls as the abstractions have them. Each argument is a <see cref="JsonElement"/> over the model's own bytes: 3 stays 3, lists and objects stay whole, and the call goes back as it came.</summary>
internal static class FunctionCalls
{
    /// <summary>The call. One whose arguments are no JSON object, such as a call cut off by the token limit, has <see cref="FunctionCallContent.Exception"/> set.</summary>
    public static AIContent Of(ToolUseBlock call)
    {
        FunctionCallContent content = FunctionCallContent.CreateFromParsedArguments(call.Input, call.ToolUseId, call.Name, static input => Arguments(input));
        content.RawRepresentation = call;
        if (call.Type == "server_tool_use")
        {
            // Bedrock ran it already; its result follows in the same message.
            content.InformationalOnly = true;
            return CarriedBlock.Attach(content, call);
        }

        return content;
    }

    private static Dictionary<string, object?> Arguments(RawJson input)
    {
        JsonElement json = Json.Parse(input);
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"The arguments are {json.ValueKind}, not an object.");
        }

        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            arguments[member.Name] = member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
        }

        return arguments;
    }
}
