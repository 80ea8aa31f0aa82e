namespace Outcrop.Bedrock.Rules.Caching;

/// <summary>What becomes of each cache point among the blocks of the system prompt and of the messages, in their order. Not thread-safe.</summary>
internal sealed class CachePlan
{
    private readonly Queue<CacheDecision> _decisions = new();

    /// <summary>Adds the decision for the next cache point.</summary>
    public void Add(CacheDecision decision) => _decisions.Enqueue(decision);

    /// <summary>The decision for the next cache point.</summary>
    public CacheDecision Next() => _decisions.Dequeue();
}
