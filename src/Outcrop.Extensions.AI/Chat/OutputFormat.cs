using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>
/// An answer in JSON: by Converse's own <c>outputConfig</c> where the model has it (models the catalogue does not know are newer than it and have), else by a tool
/// that must be called, else by an instruction. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html.
/// </summary>
internal static class OutputFormat
{
    private const string DefaultName = "response";

    /// <summary>Native structured output refuses an object that does not say that it is closed.</summary>
    private static readonly AIJsonSchemaTransformOptions Closed = new() { DisallowAdditionalProperties = true };

    /// <summary>Adds to the request what makes the model answer so.</summary>
    /// <param name="format">The format asked for.</param>
    /// <param name="plan">The request, tools included.</param>
    public static void Apply(ChatResponseFormat? format, ChatPlan plan)
    {
        if (format is not ChatResponseFormatJson json)
        {
            return;
        }

        ConverseRequest request = plan.Request;
        if (json.Schema is not { } schema)
        {
            request.System.Add(new TextBlock("Answer with one JSON value and nothing else: no explanation, no code fence."));
        }
        else if (plan.Model is null or { StructuredOutput: true, Converse: true })
        {
            request.OutputConfig ??= Native(json, schema);
        }
        else if (plan.Model.Tools && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement type) && type.ValueEquals("object"))
        {
            AddTool(json, schema, plan);
        }
        else
        {
            request.System.Add(new TextBlock($"Answer with one JSON value and nothing else: no explanation, no code fence. It must be valid by this JSON schema:\n{schema.GetRawText()}"));
        }
    }

    private static OutputConfiguration Native(ChatResponseFormatJson json, JsonElement schema) => new()
    {
        Format = new JsonOutputFormat(Json.Raw(AIJsonUtilities.TransformSchema(schema, Closed)), json.SchemaName ?? DefaultName, json.SchemaDescription is { Length: > 0 } description ? description : null),
    };

    private static void AddTool(ChatResponseFormatJson json, JsonElement schema, ChatPlan plan)
    {
        ToolConfiguration? given = plan.Request.ToolConfig;
        string name = json.SchemaName ?? DefaultName;
        while (given?.Tools.Any(tool => tool is ToolSpecification known && known.Name == name) == true)
        {
            name += "_json";
        }

        var answer = new ToolSpecification(name, json.SchemaDescription ?? "Gives the answer. Call it once, with the whole answer.", Json.Raw(schema));

        // Beside other tools any of them may come first; a thinking model may not be forced at all.
        bool thinks = plan.Request.AdditionalModelRequestFields is { IsEmpty: false } fields && Json.Parse(fields).TryGetProperty("thinking", out _);
        ToolChoice? choice = given?.ToolChoice ?? (thinks ? null : given is null ? new NamedToolChoice(name) : ToolChoice.Any);
        plan.Request.ToolConfig = new ToolConfiguration([.. given?.Tools ?? [], answer], choice) { Additional = given?.Additional ?? default };
        plan.AnswerTool = name;
    }
}
