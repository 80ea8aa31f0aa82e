namespace Outcrop.Gateway.Configuration;

/// <summary>
/// What AWS grants per minute to an account in a region: one of <c>quotas</c>. The choice of targets goes by it; nobody is refused because of it. Immutable.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html.
/// </summary>
/// <param name="AccountId">The account.</param>
/// <param name="Region">The region; <see langword="null"/>: each of the account's.</param>
/// <param name="Model">The model id as targets have it; a trailing <c>*</c> matches any rest, each model with a quota of its own.</param>
/// <param name="RequestsPerMinute">Requests per minute; <see langword="null"/>: not known.</param>
/// <param name="TokensPerMinute">Tokens per minute; <see langword="null"/>: not known.</param>
/// <param name="OutputBurndown">How many tokens of the quota one token of output takes; <see langword="null"/>: what the catalogue says, else 1.</param>
public sealed record QuotaSettings(string AccountId, string? Region, string Model, double? RequestsPerMinute, double? TokensPerMinute, double? OutputBurndown)
{
    /// <summary>Whether it is this place's.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="region">The region.</param>
    /// <param name="modelId">The model.</param>
    public bool Matches(string accountId, string? region, string modelId) =>
        AccountId == accountId
        && (Region is null || Region == region)
        && (Model.EndsWith('*') ? modelId.StartsWith(Model.AsSpan(0, Model.Length - 1), StringComparison.Ordinal) : Model == modelId);
}
