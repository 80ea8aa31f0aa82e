namespace Outcrop.Emulator.Verification;

/// <summary>A known access key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="SessionToken">The token that has to come with it, for temporary ones.</param>
/// <param name="Expiration">When it ends, for temporary ones.</param>
/// <param name="Caller">Whose it is.</param>
internal sealed record AccessKey(string Id, string Secret, string? SessionToken, DateTimeOffset? Expiration, CallerIdentity Caller)
{
    /// <summary>The id only: the rest is secret.</summary>
    public override string ToString() => Id;
}
