namespace Outcrop.Emulator.Quotas;

/// <summary>What a bucket is for.</summary>
/// <param name="Account">The caller's account.</param>
/// <param name="Region">The region the request is signed for.</param>
/// <param name="ModelId">The base model id.</param>
internal readonly record struct QuotaKey(string Account, string Region, string ModelId);
