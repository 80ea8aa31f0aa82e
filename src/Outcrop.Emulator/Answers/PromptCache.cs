namespace Outcrop.Emulator.Answers;

/// <summary>
/// The prompt cache of the models: prefixes up to a cache point, kept for five minutes or an hour from their last use, by the emulator's clock.
/// A cache point finds an older one up to twenty blocks before it. Thread-safe.
/// Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html, https://platform.claude.com/docs/en/build-with-claude/prompt-caching.
/// </summary>
internal sealed class PromptCache(TimeProvider clock)
{
    private const int LookBack = 20;

    private const int LargestSize = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTimeOffset Ends, TimeSpan TimeToLive)> _entries = new(StringComparer.Ordinal);

    /// <summary>Reads and writes for one request.</summary>
    /// <param name="model">Whose cache it is.</param>
    /// <param name="plan">The request.</param>
    /// <param name="total">All tokens of the request; no more can be cached.</param>
    /// <param name="minimum">The shortest prefix that is cached.</param>
    public CacheUse Use(string model, CachePlan plan, int total, int minimum)
    {
        if (!plan.Wanted)
        {
            return default;
        }

        DateTimeOffset now = clock.GetUtcNow();
        lock (_lock)
        {
            // 1. The longest prefix that is still there.
            int hit = -1;
            for (int i = 0; i < plan.Blocks.Count; i++)
            {
                for (int back = i; plan.Blocks[i].TimeToLive is not null && back > hit && back >= i - LookBack; back--)
                {
                    hit = IsAlive_NeedsLock(Key(model, plan.Blocks[back]), now) ? back : hit;
                }
            }

            int read = 0;
            if (hit >= 0)
            {
                string key = Key(model, plan.Blocks[hit]);
                _entries[key] = (now + _entries[key].TimeToLive, _entries[key].TimeToLive);
                read = Math.Min(plan.Blocks[hit].Tokens, total);
            }

            // 2. What lies behind it, up to the last cache point.
            int done = read;
            int five = 0;
            int hour = 0;
            for (int i = hit + 1; i < plan.Blocks.Count; i++)
            {
                int tokens = Math.Min(plan.Blocks[i].Tokens, total);
                if (plan.Blocks[i].TimeToLive is { } timeToLive && tokens >= minimum)
                {
                    bool isHour = timeToLive >= TimeSpan.FromHours(1);
                    hour += isHour ? tokens - done : 0;
                    five += isHour ? 0 : tokens - done;
                    done = tokens;
                    Forget_NeedsLock(now);
                    _entries[Key(model, plan.Blocks[i])] = (now + timeToLive, timeToLive);
                }
            }

            return new CacheUse(read, five, hour);
        }
    }

    private static string Key(string model, CacheBlock block) => model + "\n" + block.Hash;

    private bool IsAlive_NeedsLock(string key, DateTimeOffset now) => _entries.TryGetValue(key, out (DateTimeOffset Ends, TimeSpan TimeToLive) entry) && entry.Ends > now;

    private void Forget_NeedsLock(DateTimeOffset now)
    {
        if (_entries.Count < LargestSize)
        {
            return;
        }

        foreach (string key in _entries.Where(entry => entry.Value.Ends <= now).Select(entry => entry.Key).ToArray())
        {
            _entries.Remove(key);
        }

        if (_entries.Count >= LargestSize)
        {
            _entries.Clear();
        }
    }
}
