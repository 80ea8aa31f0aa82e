using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Inference;

namespace Outcrop.Bedrock.Rules.Tools;

/// <summary>
/// Tells the model to call one tool at most, where it can be told: in the body of a dialect that has a member for it, or in the model's own field beside Converse's members. Bedrock merges that field with <c>toolConfig.toolChoice</c>,
/// and refuses a member that stands in both: "The additional field tool_choice/type conflicts with the existing field toolConfig.toolChoice.tool" (litellm#36536). Without a choice the tag must be there: "missing field `type`" (litellm#34347).
/// </summary>
internal sealed class ParallelToolRule : RequestRule
{
    /// <summary>Claude's field.</summary>
    public const string Place = "/tool_choice/disable_parallel_tool_use";

    private const string Asked = "toolConfig.disableParallelToolUse";

    /// <inheritdoc/>
    public override string Name => "parallel-tools";

    /// <inheritdoc/>
    public override void Apply(RequestDraft draft)
    {
        if (draft.Request.ToolConfig is not { DisableParallelToolUse: { } disable } configuration || HasMember(draft))
        {
            return;
        }

        draft.Edit().ToolConfig = configuration with { DisableParallelToolUse = null };
        if (!disable)
        {
            draft.Adjust(Asked, "left out: the model may call several tools anyway");
        }
        else if (!draft.IsConverse || draft.Rules.Tools.DisableParallelPlace is not { } place)
        {
            draft.Drop(Asked, "the model cannot be told to call one tool at a time");
        }
        else if (draft.Field(place) is not null)
        {
            draft.Drop(Asked, $"{RequestDraft.FieldPath(place)} says it already");
        }
        else
        {
            string tag = place[..place.LastIndexOf('/')] + "/type";
            if (tag != "/type" && configuration.ToolChoice is null && draft.Field(tag) is null)
            {
                draft.SetField(tag, VendorFields.String("auto"));
            }

            draft.SetField(place, new RawJson("true"u8.ToArray()));
        }
    }

    private static bool HasMember(RequestDraft draft) => draft.Api switch
    {
        BedrockApi.Auto or BedrockApi.Converse => false,
        BedrockApi.InvokeModel => draft.Family?.HoldsParallelSwitch(draft.Request) == true,
        BedrockApi.AnthropicMessages or BedrockApi.OpenAIChat or BedrockApi.OpenAIResponses => true,
        _ => throw new InvalidOperationException($"Nothing is known of the API {draft.Api}."),
    };
}
