using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Tools;

/// <summary>A tool without a description has none instead of an empty one (acceptance row 29), its arguments are an object, and it is not strict where the model does not know that.</summary>
internal sealed class ToolDefinitionRule : RequestRule
{
    /// <inheritdoc/>
    public override string Name => "tool-definitions";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (draft.Request.ToolConfig is not { } configuration)
        {
            return;
        }

        List<Tool>? changed = null;
        for (int i = 0; i < configuration.Tools.Count; i++)
        {
            if (configuration.Tools[i] is not ToolSpecification tool)
            {
                continue;
            }

            ToolSpecification fit = tool;
            if (tool.Description is { } description && string.IsNullOrWhiteSpace(description))
            {
                draft.Adjust($"toolConfig.tools[{i}].toolSpec.description", "left out: it is blank");
                fit = fit with { Description = null };
            }

            if (ToolSchema.Complete(tool.InputSchema) is { } schema)
            {
                draft.Adjust($"toolConfig.tools[{i}].toolSpec.inputSchema", "says that the arguments are an object");
                fit = fit with { InputSchema = schema };
            }

            if (tool.Strict is { } strict && draft.Rules.Tools.Strict == false)
            {
                if (strict)
                {
                    draft.Drop($"toolConfig.tools[{i}].toolSpec.strict", "the model cannot be kept to a tool's schema");
                }
                else
                {
                    draft.Adjust($"toolConfig.tools[{i}].toolSpec.strict", "left out: the model is never strict");
                }

                fit = fit with { Strict = null };
            }

            if (!ReferenceEquals(fit, tool))
            {
                changed ??= [.. configuration.Tools];
                changed[i] = fit;
            }
        }

        if (changed is not null)
        {
            draft.Edit().ToolConfig = configuration with { Tools = changed };
        }
    }
}
