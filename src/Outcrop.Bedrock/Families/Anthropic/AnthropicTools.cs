using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Reads Anthropic's tools and its choice among them. A tool that the service runs itself is kept whole.</summary>
internal static class AnthropicTools
{
    private const string Dialect = AnthropicRequestReader.Dialect;

    /// <summary>Reads <c>tools</c> and <c>tool_choice</c>; a choice without tools stays in the rest.</summary>
    public static void Read(BodyReader body, ConverseRequest request)
    {
        if (!body.TryPeek("tools", JsonValueKind.Array, out JsonElement array) || array.GetArrayLength() == 0)
        {
            return;
        }

        body.Take("tools");
        var tools = new List<Tool>(array.GetArrayLength());
        foreach (JsonElement item in array.EnumerateArray())
        {
            Read(item, tools);
        }

        request.ToolConfig = ReadChoice(body, new ToolConfiguration(tools));
    }

    private static void Read(JsonElement item, List<Tool> tools)
    {
        var reader = new BodyReader(item);
        bool custom = !item.TryGetProperty("type", out JsonElement type) || type.ValueKind == JsonValueKind.Null || (type.ValueKind == JsonValueKind.String && type.ValueEquals("custom"u8));
        if (!custom || reader.TakeString("name") is not { } name || !reader.TryTake("input_schema", JsonValueKind.Object, out JsonElement schema))
        {
            RawJson raw = ConverseJson.Raw(item);
            tools.Add(new UnknownTool(ConverseJson.GetString(item, "type") ?? "", raw) { Dialect = new DialectMembers(Dialect, raw) });
            return;
        }

        if (reader.TakeString("type") is not null)
        {
            custom = false;
        }

        bool cached = AnthropicBlockReader.TryReadCacheControl(reader, out string? ttl);
        tools.Add(new ToolSpecification(name, reader.TakeString("description"), ConverseJson.Raw(schema), reader.TakeBoolean("strict"))
        {
            Dialect = reader.RestOf(Dialect),
            Mark = new WireMark(custom ? null : "custom"),
        });
        if (cached)
        {
            tools.Add(new CachePointTool(ttl));
        }
    }

    /// <summary>What a choice has beside its type, its name and whether calls may be parallel, and a choice that Converse does not have (no call at all), is this dialect's own.</summary>
    private static ToolConfiguration ReadChoice(BodyReader body, ToolConfiguration tools)
    {
        if (!body.TryTake("tool_choice", JsonValueKind.Object, out JsonElement value))
        {
            return tools;
        }

        var reader = new BodyReader(value);
        ToolChoice? choice = ConverseJson.GetString(value, "type") switch
        {
            "auto" => ToolChoice.Auto,
            "any" => ToolChoice.Any,
            "tool" when reader.TakeString("name") is { } name => new NamedToolChoice(name),
            _ => null,
        };
        if (choice is not null)
        {
            reader.Take("type");
        }

        tools = tools with { DisableParallelToolUse = reader.TakeBoolean("disable_parallel_tool_use") };

        if (reader.Rest() is not { IsEmpty: false } rest)
        {
            return tools with { ToolChoice = choice };
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("tool_choice");
            writer.WriteRawValue(rest.Utf8.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return tools with { ToolChoice = choice, Dialect = new DialectMembers(Dialect, new RawJson(buffer.WrittenMemory)) };
    }
}
