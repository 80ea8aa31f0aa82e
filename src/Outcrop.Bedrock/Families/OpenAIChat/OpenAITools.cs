using System.Buffers;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>Reads OpenAI's tools, the choice among them, and the calls of earlier messages.</summary>
internal static class OpenAITools
{
    private const string Dialect = OpenAIRequestReader.Dialect;

    /// <summary>The schema of a tool that gives none.</summary>
    private static readonly RawJson s_anything = new("""{"type":"object","properties":{}}"""u8.ToArray());

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
            tools.Add(ReadTool(item));
        }

        request.ToolConfig = ReadChoice(body, new ToolConfiguration(tools) { DisableParallelToolUse = body.TakeBoolean("parallel_tool_calls") is { } parallel ? !parallel : null });
    }

    /// <summary>What a choice's JSON means; <see langword="null"/> for none at all, or one that is not known.</summary>
    public static ToolChoice? ChoiceOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() switch { "auto" => ToolChoice.Auto, "required" or "any" => ToolChoice.Any, _ => null },
        JsonValueKind.Object when value.TryGetProperty("function", out JsonElement function) && function.ValueKind == JsonValueKind.Object
            && function.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String => new NamedToolChoice(name.GetString()!),
        _ => null,
    };

    /// <summary>Reads a call; <see langword="null"/> when it is no function's.</summary>
    public static ToolUseBlock? ReadCall(BodyReader call)
    {
        if (!call.TryTake("function", JsonValueKind.Object, out JsonElement value))
        {
            return null;
        }

        var function = new BodyReader(value);
        if (function.TakeString("name") is not { } name || !function.TryPeek("arguments", JsonValueKind.String, out JsonElement arguments))
        {
            return null;
        }

        function.Take("arguments");
        bool typed = call.TakeString("type") == "function";
        string? id = call.TakeString("id");
        string text = arguments.GetString()!;

        // Arguments that are no JSON (a model's answer that was cut off) come back as they were from the mark; nobody else could take them.
        bool isJson = IsObject(text);
        return !function.Rest().IsEmpty || id is null ? null : new ToolUseBlock(id, name, isJson ? new RawJson(Encoding.UTF8.GetBytes(text)) : ToolArguments.Empty)
        {
            Dialect = call.RestOf(Dialect),
            Mark = new WireMark(isJson ? typed ? null : WireMark.Absent : (typed ? "+" : "-") + text),
        };
    }

    private static bool IsObject(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text, ConverseJson.DocumentOptions);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Tool ReadTool(JsonElement item)
    {
        var reader = new BodyReader(item);
        if (reader.TakeString("type") == "function" && reader.TryTake("function", JsonValueKind.Object, out JsonElement value))
        {
            var function = new BodyReader(value);
            if (function.TakeString("name") is { } name)
            {
                RawJson? schema = function.TryTake("parameters", JsonValueKind.Object, out JsonElement parameters) ? ConverseJson.Raw(parameters) : null;
                var tool = new ToolSpecification(name, function.TakeString("description"), schema ?? s_anything, function.TakeBoolean("strict")) { Mark = new WireMark(schema is null ? WireMark.Absent : null) };
                return reader.Rest().IsEmpty ? tool with { Dialect = function.RestOf(Dialect) } : Whole(item);
            }
        }

        return Whole(item);
    }

    private static UnknownTool Whole(JsonElement item)
    {
        RawJson raw = ConverseJson.Raw(item);
        return new UnknownTool(ConverseJson.GetString(item, "type") ?? "", raw) { Dialect = new DialectMembers(Dialect, raw) };
    }

    /// <summary>The choice's own spelling is kept: some families say <c>any</c> where others say <c>required</c>. What Converse cannot say is this dialect's own.</summary>
    private static ToolConfiguration ReadChoice(BodyReader body, ToolConfiguration tools)
    {
        if (!body.Value.TryGetProperty("tool_choice", out JsonElement value))
        {
            return tools;
        }

        body.Take("tool_choice");
        RawJson raw = ConverseJson.Raw(value);
        if (ChoiceOf(value) is { } choice)
        {
            return tools with { ToolChoice = choice, Mark = new WireMark(raw.ToString()) };
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConverseJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("tool_choice");
            writer.WriteRawValue(raw.Utf8.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return tools with { Dialect = new DialectMembers(Dialect, new RawJson(buffer.WrittenMemory)) };
    }
}
