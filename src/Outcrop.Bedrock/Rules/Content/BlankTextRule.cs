using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Content;

/// <summary>Bedrock refuses text of nothing but white space (acceptance row 9).</summary>
internal sealed class BlankTextRule : BlockRule
{
    /// <inheritdoc/>
    public override string Name => "blank-text";

    /// <inheritdoc/>
    public override bool Matters(RequestDraft draft) => (draft.Traits & RequestTraits.BlankText) != 0;

    /// <inheritdoc/>
    public override ContentBlock? Apply(RequestDraft draft, ContentBlock block, BlockPlace place)
    {
        if (block is not TextBlock text || !string.IsNullOrWhiteSpace(text.Text))
        {
            return block;
        }

        draft.Adjust(place.Path("text"), "left out: it is blank");
        return null;
    }
}
