using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>An answer in JSON. A schema is Converse's own <c>outputConfig</c>, which the client says otherwise to a model that does not have it; JSON without a schema is an instruction.</summary>
internal static class OutputFormat
{
    private const string DefaultName = "response";

    /// <summary>Native structured output refuses an object that does not say that it is closed.</summary>
    private static readonly AIJsonSchemaTransformOptions Closed = new() { DisallowAdditionalProperties = true };

    /// <summary>Adds to the request what makes the model answer so.</summary>
    /// <param name="format">The format asked for.</param>
    /// <param name="plan">The request.</param>
    public static void Apply(ChatResponseFormat? format, ChatPlan plan)
    {
        if (format is not ChatResponseFormatJson json)
        {
            return;
        }

        if (json.Schema is not { } schema)
        {
            plan.Request.System.Add(new TextBlock("Answer with one JSON value and nothing else: no explanation, no code fence."));
            return;
        }

        // A model that is given the schema as a tool's may not know every word of it, so nothing is added for it.
        bool native = plan.Model is null or { StructuredOutput: true };
        plan.Request.OutputConfig ??= new OutputConfiguration
        {
            Format = new JsonOutputFormat(
                Json.Raw(native ? AIJsonUtilities.TransformSchema(schema, Closed) : schema),
                json.SchemaName ?? DefaultName,
                json.SchemaDescription is { Length: > 0 } description ? description : null),
        };
    }
}
