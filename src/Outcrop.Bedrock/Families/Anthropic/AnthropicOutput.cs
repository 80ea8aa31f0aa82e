using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>
/// Anthropic's <c>thinking</c> and <c>output_config</c>. Either is taken only if the neutral model can hold all of it; else it stays a vendor field.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html.
/// </summary>
internal static class AnthropicOutput
{
    /// <summary>Reads both.</summary>
    public static void Read(BodyReader body, ConverseRequest request)
    {
        if (body.TryPeek("thinking", JsonValueKind.Object, out JsonElement thinking) && ReadThinking(new BodyReader(thinking)) is { } reasoning)
        {
            body.Take("thinking");
            request.Reasoning = reasoning;
        }

        if (!body.TryPeek("output_config", JsonValueKind.Object, out JsonElement value))
        {
            return;
        }

        var output = new BodyReader(value);
        string? effort = output.TakeString("effort");
        JsonOutputFormat? format = output.TryTake("format", JsonValueKind.Object, out JsonElement form) ? ReadFormat(new BodyReader(form)) : null;
        bool whole = output.Rest().IsEmpty && (effort ?? (object?)format) is not null && (format is not null || !value.TryGetProperty("format", out _));
        if (!whole)
        {
            return;
        }

        body.Take("output_config");
        bool thinks = request.Reasoning is not null && effort is not null;
        request.Reasoning = thinks ? request.Reasoning! with { Effort = effort } : request.Reasoning;
        if (format is not null || !thinks)
        {
            request.OutputConfig = new OutputConfiguration { Format = format, Effort = thinks ? null : effort };
        }
    }

    /// <summary>Writes what the request says of both and no vendor field says already.</summary>
    public static void Write(BodyWriter body, ConverseRequest request, ICollection<DroppedParameter> dropped)
    {
        if (request.Reasoning is { } reasoning)
        {
            if (BodyWriter.Holds(request.AdditionalModelRequestFields, "thinking"))
            {
                dropped.Add(new DroppedParameter("reasoning", "additionalModelRequestFields.thinking says it"));
            }
            else
            {
                WriteThinking(body, reasoning);
            }
        }

        string? effort = request.Reasoning?.Effort ?? request.OutputConfig?.Effort;
        JsonOutputFormat? format = request.OutputConfig?.Format;
        if (request.OutputConfig is { Additional.IsEmpty: false } more)
        {
            DialectLosses.ReportMembers(more.Additional, "outputConfig", "the dialect has no such member", dropped);
        }

        if (effort is null && format is null)
        {
            return;
        }

        string[] set = (effort, format) switch { (null, _) => ["format"], (_, null) => ["effort"], _ => ["effort", "format"] };
        RawJson others = body.Merge(request.AdditionalModelRequestFields, "output_config", set, dropped);
        body.Name("output_config");
        body.Json.WriteStartObject();
        if (effort is not null)
        {
            body.Json.WriteString("effort", effort);
        }

        if (format is not null)
        {
            body.Json.WriteStartObject("format");
            body.Json.WriteString("type", "json_schema");
            ConverseJson.WriteRaw(body.Json, "schema", format.Schema);
            body.Json.WriteEndObject();
            DropNames(format, dropped);
        }

        ConverseJson.WriteMembers(body.Json, others);
        body.Json.WriteEndObject();
    }

    private static void DropNames(JsonOutputFormat format, ICollection<DroppedParameter> dropped)
    {
        if (format.Name is not null)
        {
            dropped.Add(new DroppedParameter("outputConfig.textFormat.name", "the dialect has no such member"));
        }

        if (format.Description is not null)
        {
            dropped.Add(new DroppedParameter("outputConfig.textFormat.description", "the dialect has no such member"));
        }
    }

    private static void WriteThinking(BodyWriter body, ReasoningConfiguration reasoning)
    {
        body.Name("thinking");
        body.Json.WriteStartObject();
        body.Json.WriteString("type", reasoning.Mode switch
        {
            ReasoningMode.Disabled => "disabled",
            ReasoningMode.Enabled => "enabled",
            ReasoningMode.Adaptive => "adaptive",
            _ => throw new JsonException($"A reasoning mode {reasoning.Mode} is not known."),
        });
        if (reasoning.BudgetTokens is { } budget)
        {
            body.Json.WriteNumber("budget_tokens", budget);
        }

        if (reasoning.Display is { } display)
        {
            body.Json.WriteString("display", display);
        }

        body.Json.WriteEndObject();
    }

    private static ReasoningConfiguration? ReadThinking(BodyReader thinking)
    {
        ReasoningMode? mode = thinking.TakeString("type") switch
        {
            "disabled" => ReasoningMode.Disabled,
            "enabled" => ReasoningMode.Enabled,
            "adaptive" => ReasoningMode.Adaptive,
            _ => null,
        };
        if (mode is not { } known)
        {
            return null;
        }

        var read = new ReasoningConfiguration { Mode = known, BudgetTokens = thinking.TakeInteger("budget_tokens"), Display = thinking.TakeString("display") };
        return thinking.Rest().IsEmpty ? read : null;
    }

    private static JsonOutputFormat? ReadFormat(BodyReader format) =>
        format.TakeString("type") == "json_schema" && format.TryTake("schema", JsonValueKind.Object, out JsonElement schema) && format.Rest().IsEmpty ? new JsonOutputFormat(ConverseJson.Raw(schema)) : null;
}
