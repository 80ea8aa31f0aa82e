using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Quotas;

/// <summary>The quotas and how far they are used. Thread-safe.</summary>
internal sealed class QuotaBook(TimeProvider clock)
{
    /// <summary>What AWS reserves for a request that names no limit: the model's maximum; where that is not known, this.</summary>
    private const int UsualMaximum = 4096;

    private const int MostKeys = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<QuotaKey, QuotaBuckets[]> _buckets = [];
    private EmulatorQuota[] _quotas = [];

    /// <summary>Puts quotas in place of those there are; buckets start full.</summary>
    public void Set(IEnumerable<EmulatorQuota> quotas)
    {
        lock (_lock)
        {
            _quotas = [.. quotas];
            _buckets.Clear();
        }
    }

    /// <summary>Takes a request's tokens at its start.</summary>
    /// <param name="key">Whose they are.</param>
    /// <param name="inputTokens">The input's.</param>
    /// <param name="maxTokens">The most the answer may have.</param>
    /// <param name="modelMaximum">The most the model gives; 0 when not known.</param>
    /// <returns>What to settle at the end; <see langword="null"/> where no quota applies.</returns>
    /// <exception cref="AwsErrorException">A quota is used up.</exception>
    public QuotaReservation? Reserve(QuotaKey key, int inputTokens, int? maxTokens, int modelMaximum)
    {
        double needed = inputTokens + (maxTokens ?? (modelMaximum > 0 ? modelMaximum : UsualMaximum));
        lock (_lock)
        {
            QuotaBuckets[] buckets = BucketsOf_NeedsLock(key);
            if (buckets.Length == 0)
            {
                return null;
            }

            DateTimeOffset now = clock.GetUtcNow();
            if (Array.Find(buckets, bucket => bucket.Requests?.Has(1, now) == false) is { } requests)
            {
                throw Refuse(requests.Quota, "requests");
            }

            // A request that is refused for its tokens has been a request all the same.
            Array.ForEach(buckets, bucket => bucket.Requests?.Take(1));
            if (Array.Find(buckets, bucket => bucket.Tokens?.Has(needed, now) == false) is { } tokens)
            {
                throw Refuse(tokens.Quota, "tokens");
            }

            Array.ForEach(buckets, bucket => bucket.Tokens?.Take(needed));
            return new QuotaReservation(this, buckets, key.ModelId, needed, inputTokens);
        }
    }

    /// <summary>Settles a reservation.</summary>
    public void Settle(IReadOnlyList<QuotaBuckets> buckets, string baseModelId, double reserved, int inputTokens, int outputTokens)
    {
        lock (_lock)
        {
            DateTimeOffset now = clock.GetUtcNow();
            foreach (QuotaBuckets bucket in buckets)
            {
                // Refilled first: what comes back must not be cut off at the brim for time that has passed.
                bucket.Tokens?.Level(now);
                bucket.Tokens?.Take(inputTokens + (outputTokens * (bucket.Quota.OutputBurndown ?? OutputBurndown.Of(baseModelId))) - reserved);
            }
        }
    }

    public IReadOnlyList<QuotaLevel> Levels()
    {
        lock (_lock)
        {
            DateTimeOffset now = clock.GetUtcNow();
            return [.. _buckets.SelectMany(pair => pair.Value.Select(bucket => new QuotaLevel(
                pair.Key.Account, pair.Key.Region, pair.Key.ModelId, bucket.Requests?.PerMinute, bucket.Requests?.Level(now), bucket.Tokens?.PerMinute, bucket.Tokens?.Level(now))))];
        }
    }

    private static AwsErrorException Refuse(EmulatorQuota quota, string what) => new(quota.AnswerUnavailable
        ? new AwsError(503, "ServiceUnavailableException", "Model is getting throttled. Try your request again.")
        : new AwsError(429, "ThrottlingException", $"Too many {what}, please wait before trying again."));

    /// <summary>Regions and models are the callers' words, so there is no end of keys. Full buckets need not be kept: new ones are full.</summary>
    private void Forget_NeedsLock(DateTimeOffset now)
    {
        if (_buckets.Count < MostKeys)
        {
            return;
        }

        foreach (QuotaKey key in _buckets.Where(pair => Array.TrueForAll(pair.Value, bucket => IsFull(bucket.Requests, now) && IsFull(bucket.Tokens, now))).Select(pair => pair.Key).ToArray())
        {
            _buckets.Remove(key);
        }

        if (_buckets.Count >= MostKeys)
        {
            throw Refuse(new EmulatorQuota(), "requests");
        }
    }

    private static bool IsFull(TokenBucket? bucket, DateTimeOffset now) => bucket is null || bucket.Level(now) >= bucket.PerMinute;

    private QuotaBuckets[] BucketsOf_NeedsLock(QuotaKey key)
    {
        if (!_buckets.TryGetValue(key, out QuotaBuckets[]? buckets))
        {
            DateTimeOffset now = clock.GetUtcNow();
            buckets =
            [
                .. _quotas.Where(quota => (quota.Account ?? key.Account) == key.Account && (quota.Region ?? key.Region) == key.Region && ScriptMatcher.Matches(quota.ModelId, key.ModelId))
                    .Select(quota => new QuotaBuckets(
                        quota,
                        quota.RequestsPerMinute is int requests ? new TokenBucket(requests, now) : null,
                        quota.TokensPerMinute is int tokens ? new TokenBucket(tokens, now) : null)),
            ];
            if (buckets.Length == 0)
            {
                return buckets;
            }

            Forget_NeedsLock(now);
            _buckets.Add(key, buckets);
        }

        return buckets;
    }
}
