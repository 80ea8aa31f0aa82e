using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Tools;

/// <summary>What cannot be left out without changing what is asked is refused: tools for a model that has none, a guardrail for one that none applies to.</summary>
internal sealed class ToolSupportRule : RequestRule
{
    /// <inheritdoc/>
    public override string Name => "tool-support";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (draft.Request.GuardrailConfig is not null && !draft.Rules.Service.Guardrails)
        {
            throw draft.Refuse("guardrailConfig", "no guardrail applies to the model");
        }

        if (draft.Request.ToolConfig is not { Tools.Count: > 0 } configuration)
        {
            return;
        }

        ModelToolRules rules = draft.Rules.Tools;
        if (!rules.Supported)
        {
            throw draft.Refuse("toolConfig", "the model takes no tools");
        }

        for (int i = 0; rules.SystemTools is not null && i < configuration.Tools.Count; i++)
        {
            if (configuration.Tools[i] is SystemTool tool && !rules.SystemTools.Contains(tool.Name))
            {
                throw draft.Refuse($"toolConfig.tools[{i}].systemTool", $"the model has no system tool \"{tool.Name}\"");
            }
        }
    }
}
