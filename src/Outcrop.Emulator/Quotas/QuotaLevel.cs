namespace Outcrop.Emulator.Quotas;

/// <summary>How full a quota's buckets are.</summary>
/// <param name="Account">The account.</param>
/// <param name="Region">The region.</param>
/// <param name="Model">The base model id.</param>
/// <param name="RequestsPerMinute">The limit on requests.</param>
/// <param name="RequestsLeft">Requests left.</param>
/// <param name="TokensPerMinute">The limit on tokens.</param>
/// <param name="TokensLeft">Tokens left.</param>
internal sealed record QuotaLevel(string Account, string Region, string Model, double? RequestsPerMinute, double? RequestsLeft, double? TokensPerMinute, double? TokensLeft);
