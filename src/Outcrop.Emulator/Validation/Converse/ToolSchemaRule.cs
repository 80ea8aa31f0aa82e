using System.Text.Json;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Converse;

/// <summary>A tool's schema describes an object, and a call's arguments are one.</summary>
internal static class ToolSchemaRule
{
    public static void Check(JsonElement body)
    {
        int index = -1;
        foreach (JsonElement tool in Member(body, "toolConfig") is { } config ? Items(config, "tools") : [])
        {
            index++;
            if (Member(tool, "toolSpec") is { } spec && Member(spec, "inputSchema") is { } schema && Member(schema, "json") is { } json && Text(json, "type") is not "object")
            {
                throw Of(Format($"The value at toolConfig.tools.{index}.toolSpec.inputSchema.json.type must be one of the following: object."));
            }
        }

        foreach (ConverseBlock block in ConverseBlock.Of(body))
        {
            if (block.Kind == "toolUse" && Member(block.Value, "input") is { ValueKind: not JsonValueKind.Object })
            {
                throw Of(Format($"The format of the value at messages.{block.Message}.content.{block.Index}.toolUse.input is invalid. Provide a json object for the field and try again."));
            }
        }
    }
}
