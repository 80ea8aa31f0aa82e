using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rules.Content;

/// <summary>A rule about single blocks of content, wherever they stand. Stateless, thread-safe.</summary>
internal abstract class BlockRule
{
    /// <summary>The rule's name, for documentation and logs.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the rule has anything to do in a request.</summary>
    /// <param name="draft">The request.</param>
    public abstract bool Matters(RequestDraft draft);

    /// <summary>Makes a block comply, and reports the change.</summary>
    /// <param name="draft">The request.</param>
    /// <param name="block">The block.</param>
    /// <param name="place">Where it stands.</param>
    /// <returns>The block itself when it complies; <see langword="null"/> to leave it out.</returns>
    public abstract ContentBlock? Apply(RequestDraft draft, ContentBlock block, BlockPlace place);
}
