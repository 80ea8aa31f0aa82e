using Outcrop.Gateway.Health.Targets;

namespace Outcrop.Gateway.Upstream;

/// <summary>Where conversations went last, for strategies that would choose otherwise each time. Bounded: two conversations that fall on one place forget each other, and only lose a cache. Thread-safe.</summary>
internal sealed class StickyTargets
{
    private const int Places = 4096;

    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>Where a conversation went.</summary>
    /// <param name="conversation">Which.</param>
    /// <returns><see langword="null"/>: nobody knows.</returns>
    public TargetKey? Find(ulong conversation) => Volatile.Read(ref _entries[conversation % Places]) is { } entry && entry.Conversation == conversation ? entry.Key : null;

    /// <summary>Remembers it.</summary>
    /// <param name="conversation">Which.</param>
    /// <param name="key">Where it goes.</param>
    public void Remember(ulong conversation, TargetKey key)
    {
        ref Entry? entry = ref _entries[conversation % Places];
        if (Volatile.Read(ref entry) is not { } known || known.Conversation != conversation || known.Key != key)
        {
            Volatile.Write(ref entry, new Entry(conversation, key));
        }
    }

    private sealed record Entry(ulong Conversation, TargetKey Key);
}
