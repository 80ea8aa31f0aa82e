namespace Outcrop.Emulator.Verification;

/// <summary>Who a request comes from.</summary>
/// <param name="Arn">The caller's ARN.</param>
/// <param name="UserId">The caller's unique id.</param>
/// <param name="Account">The account.</param>
/// <param name="IsAssumedRole">Whether the credentials are those of a role session; assuming a further role is then role chaining.</param>
internal sealed record CallerIdentity(string Arn, string UserId, string Account, bool IsAssumedRole)
{
    /// <summary>What permissions may be written for: the key's id, the role. A bearer key is secret, so it is not part of any text.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    public static CallerIdentity Anonymous(string account) => new($"arn:aws:iam::{account}:user/anonymous", "AIDAANONYMOUS", account, false);

    /// <summary>Who it is, without the keys.</summary>
    public override string ToString() => Arn;
}
