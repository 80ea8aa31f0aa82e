namespace Outcrop.Cli.Output;

/// <summary>What <c>outcrop config new-key --json</c> prints.</summary>
/// <param name="Key">The key.</param>
/// <param name="AccessKeyId">The access key's id.</param>
/// <param name="SecretAccessKey">Its secret.</param>
/// <param name="SecretVariable">The variable that the gateway reads the secret from.</param>
/// <param name="Configuration">What goes into <c>keys</c>.</param>
internal sealed record NewKeyOutput(string Key, string AccessKeyId, string SecretAccessKey, string SecretVariable, NewKeyFragment Configuration)
{
    /// <summary>The id only: the rest is secret.</summary>
    public override string ToString() => AccessKeyId;
}
