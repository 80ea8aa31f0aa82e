namespace Outcrop.Emulator.Quotas;

/// <summary>The buckets of one quota for one account, region and model.</summary>
/// <param name="Quota">The quota.</param>
/// <param name="Requests">Its requests; <see langword="null"/> for no limit.</param>
/// <param name="Tokens">Its tokens; <see langword="null"/> for no limit.</param>
internal sealed record QuotaBuckets(EmulatorQuota Quota, TokenBucket? Requests, TokenBucket? Tokens);
