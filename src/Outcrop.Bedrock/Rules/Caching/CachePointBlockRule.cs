using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Content;

namespace Outcrop.Bedrock.Rules.Caching;

/// <summary>Carries out what <see cref="CachePointRule"/> decided about the cache points among blocks.</summary>
internal sealed class CachePointBlockRule : BlockRule
{
    /// <summary>What is said of a time to live that the service would refuse.</summary>
    public const string TtlChange = "the model's own: it does not take the one given, or not behind a shorter one";

    /// <inheritdoc/>
    public override string Name => "cache-points";

    /// <inheritdoc/>
    public override bool Matters(RequestDraft draft) => draft.Cache is not null;

    /// <inheritdoc/>
    public override ContentBlock? Apply(RequestDraft draft, ContentBlock block, BlockPlace place)
    {
        // Points are counted at the top level only, where the plan has counted them: a tool's result has none.
        if (block is not CachePointBlock point || place.Inner >= 0)
        {
            return block;
        }

        CacheDecision decision = draft.Cache!.Next();
        if (decision.Dropped is { } reason)
        {
            draft.Drop(place.Path("cachePoint"), reason);
            return null;
        }

        if (decision.Ttl == point.Ttl)
        {
            return block;
        }

        draft.Adjust(place.Path("cachePoint.ttl"), TtlChange);
        return point with { Ttl = decision.Ttl };
    }
}
