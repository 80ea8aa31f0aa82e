using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Content;

/// <summary>Bedrock takes documents by names of few characters, and no two of one name (acceptance row 14).</summary>
internal sealed class DocumentRule : BlockRule
{
    /// <inheritdoc/>
    public override string Name => "document";

    /// <inheritdoc/>
    public override bool Matters(RequestDraft draft) => (draft.Traits & RequestTraits.Document) != 0;

    /// <inheritdoc/>
    public override ContentBlock? Apply(RequestDraft draft, ContentBlock block, BlockPlace place)
    {
        if (block is not DocumentBlock document)
        {
            return block;
        }

        string name = draft.Documents.Next(document.Name, document.Format);
        if (name == document.Name)
        {
            return block;
        }

        draft.Adjust(place.Path("document.name"), $"\"{name}\"");
        return document with { Name = name };
    }
}
