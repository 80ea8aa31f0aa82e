using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Content;
using Outcrop.Bedrock.Rules.Learning;

namespace Outcrop.Bedrock.Rules.Reasoning;

/// <summary>Reasoning of former turns goes back unchanged, but not without its signature to a model that signs, and not at all to one that takes none back (acceptance row 17).</summary>
internal sealed class ReasoningHistoryRule : BlockRule
{
    /// <inheritdoc/>
    public override string Name => "reasoning-history";

    /// <inheritdoc/>
    public override bool Matters(RequestDraft draft) =>
        (draft.Traits & RequestTraits.Reasoning) != 0 && (draft.Rules.Reasoning is { InHistory: false } or { Signed: true } or { Supported: false });

    /// <inheritdoc/>
    public override ContentBlock? Apply(RequestDraft draft, ContentBlock block, BlockPlace place)
    {
        string? reason = Refusal(draft, block);
        if (reason is null)
        {
            return block;
        }

        draft.Drop(place.Path("reasoningContent"), reason);
        return null;
    }

    /// <summary>Why a block is not sent; <see langword="null"/> for one that is.</summary>
    /// <param name="draft">The request.</param>
    /// <param name="block">The block.</param>
    public static string? Refusal(RequestDraft draft, ContentBlock block) => block switch
    {
        ReasoningBlock or RedactedReasoningBlock when draft.Rules.Reasoning is { InHistory: false } or { Supported: false } => "the model takes no reasoning back",
        ReasoningBlock { Signature: null or "" } when draft.Rules.Reasoning.Signed == true => "the model takes back only reasoning that bears its signature",
        _ => null,
    };
}
